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

  @Option(help: ArgumentHelp("Kinds of picture, of png, svg and pdf.", valueName: "list"))
  var format = "png,svg,pdf"

  @Option(
    help: ArgumentHelp(
      "Width of the figure: column (3.25 in), page (6.75 in) or a number of inches.",
      valueName: "width"))
  var width = "page"

  @Option(parsing: .unconditional, help: "Pixels an inch of a png.")
  var dpi = 300

  @OptionGroup var json: JSONOptions

  func validate() throws {
    if let out, out.isEmpty || out.hasSuffix("/") {
      throw OptionFailure(option: "--out", expected: "the name of a file", found: "'\(out)'")
    }
    _ = try FigureFormat.list(format)
    _ = try FigureWidth(width)
    guard FigureWriter.dotsPerInch.contains(dpi) else {
      throw FigureFailure.dotsPerInchOutOfRange(dpi)
    }
  }

  /// Where the figure goes; nil for no figure.
  ///
  /// - Parameter standard: the name in the current folder where none was given.
  func basename(standard: String) -> URL? {
    if let out { return URL(fileURLWithPath: out) }
    return json.json == nil ? URL(fileURLWithPath: standard) : nil
  }

  /// Makes sure, before any work, that every file can be written.
  ///
  /// - Throws: `FileFailure`; `OptionFailure` if the JSON would replace the figure's own data.
  func prepare(standard: String, keeping kept: [String]) throws {
    try json.prepare(keeping: kept)
    guard let basename = basename(standard: standard) else { return }
    if let json = json.json, json != "-",
      URL(fileURLWithPath: json).standardizedFileURL.path
        == basename.appendingPathExtension("json").standardizedFileURL.path
    {
      throw OptionFailure(
        option: "--json", expected: "another file than the figure's data", found: "'\(json)'")
    }
    for suffix in try FigureFormat.list(format).map(\.rawValue) + ["json", "csv"] {
      try OutputCheck.file(basename.appendingPathExtension(suffix))
    }
  }

  /// Writes a figure with its data and says where.
  func write(_ figure: some PaperFigure, standard: String) throws {
    guard let basename = basename(standard: standard) else { return }
    let files = try figure.write(
      basename: basename, formats: FigureFormat.list(format), width: FigureWidth(width), dpi: dpi)
    try json.print("Wrote \(files.map(\.relativePath).joined(separator: ", "))\n")
  }
}
