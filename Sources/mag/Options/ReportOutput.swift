import ArgumentParser
import Foundation
import MAG

/// Where a report goes.
struct ReportOutput: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The page (default: report with the ending of its format).", valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "What the page is written as (default: what the file's ending says, else html).",
      valueName: "html|md|tex"))
  var format: String?

  @Option(
    help: ArgumentHelp(
      "Keep what is measured as JSON in this folder, for the next report.", valueName: "folder"))
  var save: String?

  @OptionGroup var json: JSONOptions

  func validate() throws {
    if let out, out.isEmpty || out.hasSuffix("/") {
      throw OptionFailure(option: "--out", expected: "the name of a file", found: "'\(out)'")
    }
    if save?.isEmpty == true {
      throw OptionFailure(option: "--save", expected: "a folder", found: "nothing")
    }
    _ = try pageFormat()
  }

  func pageFormat() throws(ReportFailure) -> ReportFormat {
    if format == nil, out == nil { return .html }
    return try ReportFormat(name: format, file: out ?? "")
  }

  func page() throws(ReportFailure) -> URL {
    let format = try pageFormat()
    return URL(fileURLWithPath: out ?? "report.\(format.rawValue)")
  }

  /// Makes sure, before any work, that everything can be written and replaces nothing that is read.
  ///
  /// - Throws: `FileFailure`, `OptionFailure`.
  func prepare(keeping files: [String]) throws {
    let page = try page()
    func whole(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
    if files.contains(where: { whole($0) == page.standardizedFileURL.path }) {
      throw OptionFailure(
        option: "--out", expected: "a name that replaces none of the command's own files",
        found: "'\(page.relativePath)'")
    }
    try json.prepare(keeping: files + [page.path])
    try OutputCheck.file(page)
    if let save {
      let folder = URL(fileURLWithPath: save)
      try AtomicFile.makeFolder(folder)
      try OutputCheck.file(folder.appendingPathComponent("alignment.json"))
    }
  }

  /// Writes measurements to the folder that keeps them, if one was named.
  func save(_ documents: [ReportMeasurement.Document]) throws {
    guard let save else { return }
    for document in documents {
      try AtomicFile.write(
        document.bytes, to: URL(fileURLWithPath: save).appendingPathComponent(document.name))
    }
  }
}
