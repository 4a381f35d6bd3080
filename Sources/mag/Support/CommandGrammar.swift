import ArgumentParser
import Foundation
import MAG

/// What the argument parser knows of a command: which words are options, and what they take.
///
/// Read from the parser's own description of its commands (what `--experimental-dump-help` prints),
/// so that there is no second list of options to keep.
struct CommandGrammar {
  /// An option, flag or positional argument.
  struct Argument: Decodable {
    struct Name: Decodable {
      var name: String
    }

    var kind: String
    var sectionTitle: String?
    var parsingStrategy: String?
    var names: [Name]?

    func isCalled(_ name: String) -> Bool { names?.contains { $0.name == name } ?? false }
  }

  private struct Dump: Decodable {
    struct Command: Decodable {
      var arguments: [Argument]?
    }

    var command: Command
  }

  /// A part of a command line.
  enum Piece: Equatable {
    case positional(String)
    case flag(String)
    case option(String, [String])

    /// Of an option or flag, without dashes.
    var name: String? {
      switch self {
      case .positional: nil
      case .flag(let name), .option(let name, _): name
      }
    }
  }

  let arguments: [Argument]

  init(of command: any ParsableCommand.Type) throws {
    arguments =
      try JSONDecoder().decode(Dump.self, from: Data(command._dumpHelp().utf8)).command.arguments
      ?? []
  }

  /// The option or flag of a name without dashes.
  func argument(_ name: String) -> Argument? { arguments.first { $0.isCalled(name) } }

  /// The parts of the words that follow the command's name; nil where the parser would not
  /// understand them.
  func pieces(_ words: [String]) -> [Piece]? {
    var pieces: [Piece] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" { return pieces + rest.map { .positional($0) } }
      guard word.hasPrefix("-"), word != "-" else {
        pieces.append(.positional(word))
        continue
      }
      guard word.hasPrefix("--") else { return nil }
      let parts = word.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false
      ).map(String.init)
      guard let argument = argument(parts[0]) else { return nil }
      if argument.kind == "flag" {
        guard parts.count == 1 else { return nil }
        pieces.append(.flag(parts[0]))
      } else if parts.count == 2 {
        pieces.append(.option(parts[0], [parts[1]]))
      } else if argument.parsingStrategy == "upToNextOption" {
        let values = rest.prefix { !$0.hasPrefix("-") }
        rest = rest.dropFirst(values.count)
        pieces.append(.option(parts[0], Array(values)))
      } else {
        guard let value = rest.popFirst() else { return nil }
        pieces.append(.option(parts[0], [value]))
      }
    }
    return pieces
  }
}
