import Foundation

extension FigureManifest {
  /// The keyword of the text chunk of a PNG that holds the manifest.
  static let keyword = "mag-manifest"
  /// The most bytes of a manifest that are read.
  static let largest = 1 << 22

  /// The manifest that a figure file carries, whatever the kind of file; nil where there is none.
  ///
  /// A PNG has it in a text chunk, an SVG in its metadata, a PDF in a metadata stream that is not
  /// compressed; of a PDF that was updated the last one counts.
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what messages call the file, usually the path.
  /// - Throws: `.unreadable` for what is no PNG, SVG or PDF, for a PNG that is cut and for a manifest
  ///   that is, `.mismatched` for one of another schema.
  public static func find(in bytes: Data, name: String) throws(FigureFailure) -> FigureManifest? {
    let found: Data?
    if bytes.starts(with: PNGChunks.signature) {
      found = try inPNG(bytes, name: name)
    } else if bytes.starts(with: Data("%PDF-".utf8)) {
      found = try inXML(bytes, name: name, lastOnly: true).map { Data($0.utf8) }
    } else if isSVG(bytes) {
      found = try inXML(bytes, name: name, lastOnly: false).map { Data($0.utf8) }
    } else {
      throw .unreadable(what: name, reason: "it is neither a PNG nor an SVG nor a PDF")
    }
    guard let found else { return nil }
    guard found.count <= largest else {
      throw .unreadable(
        what: "the manifest of \(name)", reason: "it is longer than \(largest) bytes")
    }
    guard let text = String(validating: found, as: UTF8.self) else {
      throw .unreadable(what: "the manifest of \(name)", reason: "it is not UTF-8")
    }
    return try FigureManifest(text: text, from: name)
  }

  private static func inPNG(_ bytes: Data, name: String) throws(FigureFailure) -> Data? {
    var chunks = PNGChunks(bytes, name: name)
    while let chunk = try chunks.next() {
      if let text = chunk.text(keyword: keyword) { return text }
    }
    return nil
  }

  /// The contents of the manifest's element.
  private static func inXML(
    _ bytes: Data, name: String, lastOnly: Bool
  ) throws(FigureFailure) -> String? {
    let opening = Data(XMPPacket.manifestOpening.utf8)
    guard let start = bytes.range(of: opening, options: .backwards) else { return nil }
    let what = "the manifest of \(name)"
    guard lastOnly || bytes.range(of: opening)?.lowerBound == start.lowerBound else {
      throw .unreadable(what: what, reason: "the file holds several")
    }
    let rest = bytes[start.upperBound...].prefix(8 * largest)
    guard let end = rest.range(of: Data(XMPPacket.manifestClosing.utf8)) else {
      throw .unreadable(what: what, reason: "it has no end")
    }
    guard let markup = String(validating: rest[..<end.lowerBound], as: UTF8.self),
      let text = XMLText.unescaped(markup[...])
    else { throw .unreadable(what: what, reason: "it is not the text of an XML element") }
    return text
  }

  /// Whether the bytes begin as an SVG does: with markup, of which the first element is `svg`.
  private static func isSVG(_ bytes: Data) -> Bool {
    let head = String(decoding: bytes.prefix(4096), as: UTF8.self)
      .replacing(/<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>/.dotMatchesNewlines(), with: "")
      .trimmingPrefix("\u{FEFF}").drop { $0.isWhitespace }
    return head.hasPrefix("<svg")
  }
}
