import Foundation
import MAGFiles

/// Turns figures into files.
public enum FigureWriter {
  /// The resolutions of a PNG that are accepted.
  public static let dotsPerInch = 36...1200
  /// Cairo's images are shorter, in pixels.
  private static let longestSide = 32_767.0

  /// The bytes of the figure in one format.
  ///
  /// They follow from the figure, the width and the resolution alone (given the same Cairo and
  /// font): not from the time, nor from what was drawn before.
  /// - Parameters:
  ///   - figure: what is drawn.
  ///   - format: the kind of file.
  ///   - width: of the picture; its height follows.
  ///   - dpi: pixels an inch of a PNG; SVG and PDF ignore it.
  ///   - svgText: what becomes of text in an SVG.
  ///   - manifest: what the file is to say about its making; nil for nothing.
  /// - Throws: `.widthOutOfRange`, `.dotsPerInchOutOfRange`, what the layout throws, and what a
  ///   canvas throws when it is finished.
  public static func render(
    _ figure: Figure, as format: FigureFormat, width: FigureWidth, dpi: Int = 300,
    svgText: SVGText = .text, manifest: FigureManifest? = nil
  ) throws(FigureFailure) -> Data {
    try render(
      FigureLayout(figure, width: try width.points()), as: format, dpi: dpi, svgText: svgText,
      manifest: manifest)
  }

  /// The bytes of a figure whose places are decided, in one format.
  ///
  /// - Throws: `.dotsPerInchOutOfRange`, `.tooManyPixels` for more than Cairo has room for, and what
  ///   a canvas throws when it is finished.
  public static func render(
    _ layout: FigureLayout, as format: FigureFormat, dpi: Int = 300,
    svgText: SVGText = .text, manifest: FigureManifest? = nil
  ) throws(FigureFailure) -> Data {
    guard dotsPerInch.contains(dpi) else { throw .dotsPerInchOutOfRange(dpi) }
    if let ratio = format.pixelRatio {
      let side = max(layout.size.width, layout.size.height) / 72 * Double(dpi * ratio)
      guard side < longestSide else { throw .tooManyPixels(Int(side), dotsPerInch: dpi * ratio) }
    }
    var canvas = CairoCanvas(
      format: format, size: layout.size, dotsPerInch: dpi, metadata: layout.metadata,
      svgText: svgText, manifest: manifest)
    layout.draw(on: &canvas)
    return try canvas.finish()
  }

  /// Writes the figure as `basename` with each format's extension, and gives the files in the
  /// order of `formats`.
  ///
  /// Everything is drawn before the first file is touched, and each file appears whole or not at
  /// all.
  /// - Throws: what `render` throws, and `.file` when a file cannot be written.
  @discardableResult
  public static func write(
    _ figure: Figure, basename: URL, formats: [FigureFormat], width: FigureWidth, dpi: Int = 300
  ) throws(FigureFailure) -> [URL] {
    var files: [(url: URL, bytes: Data)] = []
    for format in formats {
      let bytes = try render(figure, as: format, width: width, dpi: dpi)
      files.append((format.file(basename), bytes))
    }
    for file in files { try write(file.bytes, to: file.url) }
    return files.map(\.url)
  }

  /// One whole file or none.
  static func write(_ bytes: Data, to url: URL) throws(FigureFailure) {
    do {
      try AtomicFile.write(bytes, to: url)
    } catch {
      throw .file(error)
    }
  }
}
