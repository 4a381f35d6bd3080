import Foundation
import MAGFigures

/// A figure's SVG inside of a page.
enum InlineSVG {
  /// The svg element of a figure in a ground's colours.
  ///
  /// Without the XML declaration; with a role and the figure's words for assistive technology; every
  /// id begins with `prefix`, so that the figures of a page do not share them.
  static func element(
    _ figure: any PaperFigure, ground: FigureStyle.Ground, prefix: String
  ) throws(FigureFailure) -> String {
    let style = FigureStyle(theme: ground)
    let layout = try FigureLayout(
      figure.figure(theme: style.resolvedTheme), width: style.width.points())
    let svg = String(
      decoding: try FigureWriter.render(layout, as: .svg), as: UTF8.self)
    return element(svg, altText: figure.altText, prefix: prefix)
  }

  /// The same of a whole SVG file.
  static func element(_ svg: String, altText: String, prefix: String) -> String {
    var bytes = ArraySlice(svg.utf8)
    let opening = Array("<svg".utf8)
    while !bytes.isEmpty, !bytes.starts(with: opening) { bytes = bytes.dropFirst() }
    var result = Array(
      "<svg role=\"img\" aria-label=\"\(HTMLText.escaped(altText))\"".utf8)
    bytes = bytes.dropFirst(opening.count)
    let references = [" id=\"", "href=\"#", "url(#"].map { Array($0.utf8) }
    let prefix = Array(prefix.utf8)
    while let byte = bytes.first {
      // Only these three bytes begin a reference: the test is cheap where it fails.
      if byte == 0x20 || byte == 0x68 || byte == 0x75,
        let reference = references.first(where: { bytes.starts(with: $0) })
      {
        result += reference
        result += prefix
        bytes = bytes.dropFirst(reference.count)
      } else {
        result.append(byte)
        bytes = bytes.dropFirst()
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
