import ArgumentParser
import Foundation
import MAG

/// Where figures and their data go, and how they look.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where the figure goes, without an extension; its data are written beside it as .json and "
        + ".csv (default: a name in this folder, or no figure with --json).", valueName: "basename")
  )
  var out: String?

  @OptionGroup var json: JSONOptions
  @OptionGroup(title: "Style") var style: StyleOptions

  func validate() throws {
    if let out, out.isEmpty || out.hasSuffix("/") {
      throw OptionFailure(option: "--out", expected: "the name of a file", found: "'\(out)'")
    }
  }

  /// Where the figure goes; nil for no figure.
  ///
  /// - Parameters:
  ///   - standard: the name in the current folder where none was given.
  ///   - suffix: what the name of a further figure of the command ends in.
  func basename(standard: String, suffix: String = "") -> URL? {
    if let out { return URL(fileURLWithPath: out + suffix) }
    return json.json == nil ? URL(fileURLWithPath: standard + suffix) : nil
  }

  /// Makes sure, before any work, that every file can be written and replaces none of the
  /// command's own.
  ///
  /// - Parameters:
  ///   - suffixes: of the names of further figures.
  ///   - kept: files that the command reads or writes otherwise.
  /// - Throws: `FigureFailure.missingFont`; `FileFailure`; `OptionFailure` if a figure would replace one of `kept`, or the JSON
  ///   one of those or of the figures' files.
  func prepare(standard: String, also suffixes: [String] = [], keeping kept: [String]) throws {
    try CairoTextMeasurer().require(family: style.font)
    let basenames = ([""] + suffixes).compactMap { basename(standard: standard, suffix: $0) }
    let formats = try style.formats
    let files = basenames.flatMap { name in
      formats.map { $0.file(name) } + ["json", "csv"].map(name.appendingPathExtension)
    }
    try json.prepare(keeping: kept + files.map(\.path))
    let taken = Set(kept.map { URL(fileURLWithPath: $0).standardizedFileURL.path })
    if let file = files.first(where: { taken.contains($0.standardizedFileURL.path) }) {
      throw OptionFailure(
        option: "--out", expected: "a name that replaces none of the command's own files",
        found: "'\(file.relativePath)'")
    }
    for file in files { try OutputCheck.file(file) }
  }

  /// Writes a figure with its data and says where.
  func write(
    _ figure: some PaperFigure, standard: String, suffix: String = "", from origin: Origin
  ) throws {
    guard let basename = basename(standard: standard, suffix: suffix) else { return }
    let files = try figure.write(
      basename: basename, formats: style.formats, style: style.style,
      provenance: origin.provenance(of: basename.deletingLastPathComponent()))
    try json.print("Wrote \(files.map(\.relativePath).joined(separator: ", "))\n")
  }
}
