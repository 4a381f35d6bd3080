import Foundation

/// A page, taken apart.
struct Page {
  let text: String

  /// The repository.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardizedFileURL

  static func data(_ name: String, in folder: URL = root) throws -> Data {
    try Data(contentsOf: folder.appendingPathComponent(name))
  }

  static func text(_ name: String, in folder: URL = root) throws -> String {
    String(decoding: try data(name, in: folder), as: UTF8.self)
  }

  init(_ name: String, in folder: URL = root) throws { text = try Self.text(name, in: folder) }

  /// What stands between the fences of a language, without the last newline.
  func blocks(_ language: String) -> [String] {
    text.components(separatedBy: "\n```\(language)\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }

  /// The targets of links to files outside of blocks, without their anchors.
  var links: [String] {
    let prose = text.components(separatedBy: "```").enumerated()
      .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined()
    return prose.matches(of: /\]\(([^)#]+)(#[a-z-]+)?\)/).map { String($0.1) }
      .filter { !$0.contains("://") }
  }

  /// The lines to type: after a prompt, or alone in a block without a language, comments left out.
  var commands: [String] {
    text.replacing("\\\n  ", with: "").split(separator: "\n").compactMap { line in
      let line = line.hasPrefix("$ ") ? line.dropFirst(2) : line
      guard line.hasPrefix("mag ") else { return nil }
      return line.split(separator: "#").first.map(String.init)
    }
  }

  /// What a console block shows: each command with the lines that it is said to print.
  var sessions: [(command: String, output: [String])] {
    blocks("console").joined(separator: "\n").components(separatedBy: "\n$ ")
      .map { $0.split(separator: "\n").map(String.init) }
      .compactMap { lines in
        lines.first.map {
          ($0.hasPrefix("$ ") ? String($0.dropFirst(2)) : $0, Array(lines.dropFirst()))
        }
      }
  }
}
