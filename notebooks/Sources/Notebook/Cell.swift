/// A part of a notebook's source: some prose, or the code between two pieces of prose.
package enum Cell: Equatable, Sendable {
  /// Markdown.
  case prose(String)
  /// Swift, without the frame's indentation, and the lines of the file it stands on, from 1.
  case code(String, lines: ClosedRange<Int>)

  /// What begins a line of prose.
  static let marker = "//:"
  /// What begins the line that opens the program's frame.
  static let frame = "notebook {"

  /// The cells of a source, in order.
  ///
  /// Prose are lines that begin, after any indentation, with `//:`; they need no blank line around
  /// them, and a line of the marker alone parts paragraphs. All other lines are code. The frame —
  /// the line that opens `notebook {` and the brace in the first column that closes it — is no
  /// cell, nor are blank lines at the ends of one.
  package static func all(in source: String) -> [Cell] {
    var cells: [Cell] = []
    var prose: [Substring] = []
    var code: [Substring] = []
    var first = 0
    var isFramed = false
    func flush() {
      if !prose.isEmpty { cells.append(.prose(prose.joined(separator: "\n"))) }
      let (text, skipped) = trimmed(code)
      if !text.isEmpty {
        cells.append(
          .code(dedented(text), lines: first + skipped...first + skipped + text.count - 1))
      }
      (prose, code) = ([], [])
    }
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      let content = line.drop { $0 == " " }
      if content.hasPrefix(marker) {
        if !code.isEmpty { flush() }
        prose.append(content.dropFirst(marker.count).drop { $0 == " " })
      } else if line.hasPrefix(frame) || isFramed && line == "}" {
        // The frame's own lines: what they part stays parted.
        isFramed.toggle()
        flush()
      } else {
        if !prose.isEmpty { flush() }
        if code.isEmpty { first = index + 1 }
        code.append(line)
      }
    }
    flush()
    return cells
  }

  /// Code without the calls of `page.say`, whose sentences stand below it with their numbers.
  ///
  /// A call ends before the next line that is indented no deeper, or with it if it is a closing
  /// bracket.
  package static func withoutSentences(_ code: String) -> String {
    var kept: [Substring] = []
    var indent: Int?
    for line in code.split(separator: "\n", omittingEmptySubsequences: false) {
      let content = line.drop { $0 == " " }
      let depth = line.count - content.count
      if let open = indent {
        if content.isEmpty || depth > open { continue }
        indent = nil
        if content.hasPrefix(")") { continue }
      }
      if content.hasPrefix("page.say(") { indent = depth } else { kept.append(line) }
    }
    return trimmed(kept).lines.joined(separator: "\n")
  }

  package var isProse: Bool {
    if case .prose = self { true } else { false }
  }

  /// Without blank lines at either end, and how many were dropped from the start.
  private static func trimmed(_ lines: [Substring]) -> (lines: [Substring], skipped: Int) {
    let isBlank: (Substring) -> Bool = { $0.allSatisfy(\.isWhitespace) }
    let tail = lines.drop(while: isBlank)
    let text = Array(tail.reversed().drop(while: isBlank).reversed())
    return (text, tail.startIndex)
  }

  /// The lines without the indentation that all of them share.
  private static func dedented(_ lines: [Substring]) -> String {
    let indents = lines.filter { !$0.allSatisfy(\.isWhitespace) }.map { line in
      line.prefix { $0 == " " }.count
    }
    let common = indents.min() ?? 0
    return lines.map { $0.dropFirst(min(common, $0.count)) }.joined(separator: "\n")
  }
}
