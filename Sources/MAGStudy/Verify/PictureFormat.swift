import Foundation
import MAGFigures

/// The kind of a picture by its first bytes, whatever its name.
enum PictureFormat {
  case png, svg, pdf

  init?(of bytes: Data) {
    func begins(_ text: String) -> Bool { bytes.starts(with: Data(text.utf8)) }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      self = .png
    } else if begins("%PDF-") {
      self = .pdf
    } else if begins("<?xml") || begins("<svg") {
      self = .svg
    } else {
      return nil
    }
  }

  /// The formats that are written to this kind of file; a file does not say its own.
  var formats: [FigureFormat] {
    switch self {
    case .png: [.png, .doublePNG]
    case .svg: [.svg]
    case .pdf: [.pdf]
    }
  }
}
