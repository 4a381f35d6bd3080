import ArgumentParser
import MAG

/// A command whose figures say where their numbers come from.
protocol MeasuringCommand: ParsableCommand {
  /// Options on which the data depend although they stand among those of the output.
  static var measuringOptions: Set<String> { get }
  /// Options that only name places to write to or to keep things in, outside the output's own.
  static var placeOptions: Set<String> { get }
}

extension MeasuringCommand {
  static var measuringOptions: Set<String> { [] }
  static var placeOptions: Set<String> { [] }

  /// What the command is called.
  static var word: String { configuration.commandName ?? _commandName }
}

/// The words of this process, or of a test in its place.
enum Invocation {
  /// Without the program's name.
  @TaskLocal static var words: [String] = []
}

/// The part of a command line that decides what is measured.
struct MeasuringWords: Equatable {
  /// Sections of options that change nothing of the data.
  private static let outputSections: Set = ["Output", "Style", "Run"]
  /// Options of every command that name a file to read.
  private static let fileOptions: Set = ["basis", "architecture", "pairs-file", "images"]

  let command: String
  let pieces: [CommandGrammar.Piece]

  /// The words of `Invocation`, as the parser took them for the command.
  init(of command: any MeasuringCommand.Type) throws {
    let words = Invocation.words
    let given = words.first == command.word ? Array(words.dropFirst()) : []
    let grammar = try CommandGrammar(of: command)
    self.command = command.word
    pieces = (grammar.pieces(given) ?? []).filter {
      Self.decides($0, in: grammar, of: command)
    }
  }

  /// Reads what `recorded` wrote.
  ///
  /// - Returns: nil for anything but a measuring command with options that decide what is measured:
  ///   none that would write anywhere.
  init?(recorded: [String]) throws {
    let commands = Mag.configuration.subcommands.compactMap { $0 as? any MeasuringCommand.Type }
    guard recorded.first == "mag", recorded.count > 1,
      let command = commands.first(where: { $0.word == recorded[1] })
    else { return nil }
    let grammar = try CommandGrammar(of: command)
    guard let pieces = grammar.pieces(Array(recorded.dropFirst(2))),
      pieces.allSatisfy({ Self.decides($0, in: grammar, of: command) })
    else { return nil }
    self.command = command.word
    self.pieces = pieces
  }

  private static func decides(
    _ piece: CommandGrammar.Piece, in grammar: CommandGrammar,
    of command: any MeasuringCommand.Type
  ) -> Bool {
    guard let name = piece.name else { return true }
    if command.measuringOptions.contains(name) || name == "seed" { return true }
    if command.placeOptions.contains(name) || ["help", "version"].contains(name) { return false }
    return !outputSections.contains(grammar.argument(name)?.sectionTitle ?? "")
  }

  /// The words of a command line: `mag`, the command, its files, its options in the order given.
  ///
  /// - Parameters:
  ///   - files: what stands in place of the files that are arguments; nil for `file` of each.
  ///   - file: what stands for the path of a file.
  ///   - data: what stands for the value of `--data`.
  ///   - namesData: whether to name the data where the words did not.
  func words(
    files: [String]? = nil, file: (String) -> String, data: String, namesData: Bool = false
  ) -> [String] {
    let paths = files ?? self.files.map(file)
    var words = ["mag", command] + paths.map(Self.safe)
    for piece in pieces {
      switch piece {
      case .positional: break
      case .flag(let name): words.append("--\(name)")
      case .option("data", _): words += ["--data", Self.safe(data)]
      case .option(let name, let values):
        let values = Self.fileOptions.contains(name) ? values.map { Self.safe(file($0)) } : values
        if values.count == 1, values[0].hasPrefix("-") {
          words.append("--\(name)=\(values[0])")
        } else {
          words += ["--\(name)"] + values
        }
      }
    }
    let isNamed = pieces.contains { $0.name == "data" }
    return namesData && !isNamed ? words + ["--data", Self.safe(data)] : words
  }

  /// The files that are arguments.
  private var files: [String] {
    pieces.compactMap { if case .positional(let path) = $0 { path } else { nil } }
  }

  /// A path that no parser takes for an option.
  private static func safe(_ path: String) -> String { path.hasPrefix("-") ? "./\(path)" : path }
}
