import ArgumentParser
import Foundation
import MAG

/// Where one JSON document goes.
struct JSONOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the results as JSON; - for standard output, which then holds nothing else.",
      valueName: "file|-"))
  var json: String?

  func validate() throws {
    if let json, json.isEmpty {
      throw OptionFailure(option: "--json", expected: "a file or -", found: "nothing")
    }
  }

  /// Whether standard output is for the JSON alone.
  var takesStandardOutput: Bool { json == "-" }

  /// Makes sure, before any work, that the file can be written and is none of the command's own.
  ///
  /// - Parameter kept: files that the command reads or writes otherwise.
  /// - Throws: `FileFailure`; `OptionFailure` for one of `kept`.
  func prepare(keeping kept: [String] = []) throws {
    guard let json, json != "-" else { return }
    func whole(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
    if kept.contains(where: { whole($0) == whole(json) }) {
      throw OptionFailure(
        option: "--json", expected: "another file than the command's own", found: "'\(json)'")
    }
    try OutputCheck.file(URL(fileURLWithPath: json))
  }

  /// Writes a document where it was asked for.
  func write(_ document: some Encodable) throws {
    guard let json else { return }
    let bytes = try OrderedJSON.encode(document)
    if json == "-" {
      try StandardOutput.write(bytes)
    } else {
      try AtomicFile.write(bytes, to: URL(fileURLWithPath: json))
    }
  }

  /// Prints text for people, unless standard output is for the JSON.
  func print(_ text: String) throws {
    if !takesStandardOutput { try StandardOutput.write(text) }
  }
}
