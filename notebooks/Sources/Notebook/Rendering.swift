import Foundation
import MAG

/// A page ready to be written: its blocks in reading order.
///
/// A function of the source and the outputs alone; it holds no path, no machine and no time.
package struct Rendering: Sendable {
  package enum Block: Equatable, Sendable {
    case prose(String)
    case code(String)
    case output(Output)
  }

  /// The notebook's name, of its source's folder, e.g. `1-pmnist`.
  let name: String
  package let title: String
  package let blocks: [Block]
  let isQuick: Bool

  /// Each block of code is followed by what it made; the calls that only word a finding are left
  /// out of it.
  ///
  /// - Parameters:
  ///   - source: the text of the program.
  ///   - outputs: with the lines of the source that made them.
  /// - Throws: `NotebookFailure.strayOutput`, `.noTitle`.
  package init(
    name: String, source: String, outputs: [(line: Int, output: Output)], isQuick: Bool
  ) throws(NotebookFailure) {
    let cells = Cell.all(in: source)
    var blocks: [Block] = []
    var placed = 0
    for cell in cells {
      switch cell {
      case .prose(let text): blocks.append(.prose(text))
      case .code(let text, let lines):
        let shown = Cell.withoutSentences(text)
        if !shown.isEmpty { blocks.append(.code(shown)) }
        let made = outputs.filter { lines.contains($0.line) }
        blocks += made.map { .output($0.output) }
        placed += made.count
      }
    }
    if placed < outputs.count {
      let ranges = cells.compactMap { cell in
        if case .code(_, let lines) = cell { lines } else { nil }
      }
      for output in outputs where !ranges.contains(where: { $0.contains(output.line) }) {
        throw .strayOutput(line: output.line)
      }
    }
    let opening = cells.first(where: \.isProse)
    guard case .prose(let text)? = opening, text.hasPrefix("# "),
      let line = text.split(separator: "\n").first
    else { throw .noTitle(source: name) }
    self.name = name
    title = String(line.dropFirst(2))
    // The title opens the page, whatever the source has before it.
    if let index = blocks.firstIndex(of: .prose(text)) {
      blocks.insert(blocks.remove(at: index), at: 0)
    }
    self.blocks = blocks
    self.isQuick = isQuick
  }

  /// The figures in order.
  var pictures: [Output.Picture] {
    blocks.compactMap { block in
      if case .output(.figure(let picture)) = block { picture } else { nil }
    }
  }

  /// What the foot of the page says of its making.
  var colophon: String {
    "Rendered from `notebooks/\(name)/main.swift` by \(Tool.name) with "
      + "`scripts/notebooks\(isQuick ? " --quick" : "") \(name.prefix { $0 != "-" })`"
      + (isQuick ? ", on the embedded sample with narrow networks." : ".")
  }

  /// All files of the page, relative to the folder of pages.
  package var files: [(path: String, bytes: Data)] {
    [
      ("\(name).md", Data(MarkdownPage.text(self).utf8)),
      ("\(name).html", Data(HTMLPage.text(self).utf8)),
    ] + pictures.flatMap { $0.files.map { ("\(name)/\($0.name)", $0.bytes) } }
  }
}
