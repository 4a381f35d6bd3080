import Foundation
import Yams

/// A value of a YAML text with the line at which it begins (the first is 1).
///
/// Only what descriptions need is understood: mappings with plain names as keys, lists, and scalars.
/// Anchors, aliases and tags are refused: a few lines of them can stand for more than any memory
/// holds.
struct YAMLValue: Equatable {
  indirect enum Content: Equatable {
    /// A scalar; plain if it stands without quotes, so that it may be a number.
    case text(String, isPlain: Bool)
    case list([YAMLValue])
    case mapping([Entry])
  }

  struct Entry: Equatable {
    let key: String
    /// Of the key.
    let line: Int
    let value: YAMLValue
  }

  /// Where and why a text is no such value.
  struct Problem: Error, Equatable {
    let line: Int
    let reason: String
  }

  let content: Content
  let line: Int

  /// A description of a thousand layers takes a tenth of this.
  static let mostBytes = 1 << 18
  /// Deeper than any description; the parser's own limit is 1000.
  private static let deepest = 16

  /// Reads a text that holds one value.
  init(parsing bytes: Data) throws(Problem) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Problem(line: 1, reason: "expected UTF-8")
    }
    try Self.refuseReferences(text)
    let node: Node?
    do {
      node = try compose(yaml: text)
    } catch {
      throw Self.problem(error)
    }
    guard let node else { throw Problem(line: 1, reason: "the file is empty") }
    try self.init(node, line: 1, depth: 0)
  }

  /// Refuses &, * and ! wherever they could mark an anchor, an alias or a tag, before anything
  /// follows one.
  private static func refuseReferences(_ text: String) throws(Problem) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      if line.drop(while: \.isWhitespace).first == "#" { continue }
      if line.contains(where: { "&*!".contains($0) }) {
        throw Problem(
          line: index + 1, reason: "anchors, aliases and tags (&, * and !) are not read")
      }
    }
  }

  private static func problem(_ error: any Error) -> Problem {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      Problem(line: max(mark.line, 1), reason: "it is no YAML: \(problem)")
    case .duplicatedKeysInMapping(let keys, let context):
      Problem(
        line: max(context.mark.line, 1), reason: "\(keys.joined(separator: ", ")) occurs twice")
    default: Problem(line: 1, reason: "it is no YAML")
    }
  }

  private init(_ node: Node, line: Int, depth: Int) throws(Problem) {
    let line = node.mark?.line ?? line
    func problem(_ reason: String) -> Problem { Problem(line: line, reason: reason) }
    guard depth < Self.deepest else { throw problem("values nested too deeply") }
    self.line = line
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain
      content = .text(scalar.string, isPlain: isPlain)
    case .sequence(let sequence):
      var values: [YAMLValue] = []
      for element in sequence {
        values.append(try YAMLValue(element, line: line, depth: depth + 1))
      }
      content = .list(values)
    case .mapping(let mapping):
      var entries: [Entry] = []
      for (key, value) in mapping {
        guard case .scalar(let name) = key else { throw problem("expected names as keys") }
        let line = key.mark?.line ?? line
        entries.append(
          Entry(
            key: name.string, line: line, value: try YAMLValue(value, line: line, depth: depth + 1))
        )
      }
      content = .mapping(entries)
    case .alias: throw problem("aliases are not read")
    }
  }
}
