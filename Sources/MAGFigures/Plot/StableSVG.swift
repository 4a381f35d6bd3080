import Foundation

/// Makes Cairo's SVG independent of what the process drew before, and gives it a title and a
/// description.
///
/// Cairo numbers surfaces, clips and images by counters of the process. Every id here gets the
/// letters of its old name and a number by first appearance instead, and references follow.
enum StableSVG {
  static func rewritten(_ svg: Data, metadata: FigureMetadata) -> Data {
    let source = [UInt8](svg)
    var names: [ArraySlice<UInt8>: [UInt8]] = [:]
    var counts: [[UInt8]: Int] = [:]
    var result: [UInt8] = []
    result.reserveCapacity(source.count + 1024)
    var at = 0
    var described = false
    while at < source.count {
      if let opening = openings.first(where: { source[at...].starts(with: $0.start) }) {
        let start = at + opening.start.count
        let end = source[start...].firstIndex(of: opening.stop) ?? source.endIndex
        let old = source[start..<end]
        let new: [UInt8]
        if let known = names[old] {
          new = known
        } else {
          let letters = old.prefix { !(48...57).contains($0) }
          let number = counts[Array(letters), default: 0]
          counts[Array(letters)] = number + 1
          new = Array(letters) + Array(String(number).utf8)
          names[old] = new
        }
        result += opening.start
        result += new
        at = end
      } else {
        result.append(source[at])
        at += 1
        if !described, source[at - 1] == 62, result.count >= 5, isRootTag(result) {
          described = true
          result += Array(
            "\n<title>\(escaped(metadata.title))</title>\n<desc>\(escaped(metadata.altText))</desc>"
              .utf8)
        }
      }
    }
    return Data(result)
  }

  /// What precedes the name of an id or of a reference, and the byte that ends it.
  private static let openings: [(start: [UInt8], stop: UInt8)] = [
    (Array(" id=\"".utf8), 34), (Array("href=\"#".utf8), 34), (Array("url(#".utf8), 41),
  ]

  /// Whether the bytes end with the whole opening tag of the svg element.
  private static func isRootTag(_ bytes: [UInt8]) -> Bool {
    guard let open = bytes.lastIndex(of: 60) else { return false }
    return bytes[open...].starts(with: Array("<svg".utf8))
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;")
      .replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;")
  }
}
