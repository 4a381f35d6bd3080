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

  /// Makes sure, before any work, that the file can be written.
  ///
  /// - Throws: `FileFailure`.
  func prepare() throws {
    guard let json, json != "-" else { return }
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

  /// Makes sure, before any work, that every file can be written; makes the figure's folder.
  ///
  /// - Throws: `FileFailure`; `OptionFailure` if the JSON would replace the figure's own data.
  func prepare(standard: String) throws {
    try json.prepare()
    guard let basename = basename(standard: standard) else { return }
    if let json = json.json, json != "-",
      URL(fileURLWithPath: json).standardizedFileURL.path
        == basename.appendingPathExtension("json").standardizedFileURL.path
    {
      throw OptionFailure(
        option: "--json", expected: "another file than the figure's data", found: "'\(json)'")
    }
    try AtomicFile.makeFolder(basename.deletingLastPathComponent())
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

/// Finds out early whether a file could be written.
enum OutputCheck {
  /// Creates and removes an empty file in the folder of `url`, and has the folder looked after when
  /// the process is interrupted.
  ///
  /// - Throws: `FileFailure`.
  static func file(_ url: URL) throws(FileFailure) {
    let path = url.relativePath
    var status = stat()
    if stat(url.path, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFDIR: throw .unwritable(path: path, reason: "it is a folder")
      case S_IFREG: break
      default: return
      }
    }
    let folder = url.resolvingSymlinksInPath().deletingLastPathComponent()
    let probe = folder.appendingPathComponent(".mag-probe.\(getpid())-0.tmp").path
    let descriptor = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR {
        throw .noFolder(path: path, folder: url.deletingLastPathComponent().relativePath)
      }
      throw .unwritable(path: path, reason: String(cString: strerror(errno)).lowercased())
    }
    close(descriptor)
    unlink(probe)
    Interruption.watch(folder: folder)
  }
}
