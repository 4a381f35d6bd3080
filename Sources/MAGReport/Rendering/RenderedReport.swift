import Foundation
import MAGFigures
import MAGFiles

/// The kinds of page a report is written as.
public enum ReportFormat: String, Sendable, CaseIterable {
  /// One page that holds everything.
  case html
  /// For GitHub and the like, the figures beside it as PNG and SVG.
  case markdown = "md"
  /// A document for pdfLaTeX or LuaLaTeX, the figures beside it as PDF.
  case latex = "tex"

  /// The format of a name, or of a file's ending where none is given.
  ///
  /// - Throws: `ReportFailure.unknownFormat`.
  public init(name: String?, file: String) throws(ReportFailure) {
    let ending = file.split(separator: "/").last.flatMap { name -> Substring? in
      name.lastIndex(of: ".").map { name[name.index(after: $0)...] }
    }
    let word = (name ?? ending.map(String.init) ?? "").lowercased()
    let known = word == "htm" ? .html : ReportFormat(rawValue: word)
    guard let format = known else {
      throw .unknownFormat(option: name == nil ? file : "--format", found: word)
    }
    self = format
  }
}

/// A report as files, ready to be written.
public struct RenderedReport: Sendable {
  public var page: Data
  /// The figures' files by their names, for the folder beside the page.
  public var figures: [(name: String, bytes: Data)]

  /// The folder of the figures of a page: `report-figures` beside `report.md`.
  public static func folder(of page: URL) -> URL {
    page.deletingLastPathComponent().appendingPathComponent(
      page.deletingPathExtension().lastPathComponent + "-figures")
  }

  /// Writes the figures, then the page, each file whole or not at all.
  ///
  /// - Returns: the files written, the page first.
  /// - Throws: `FileFailure`.
  @discardableResult
  public func write(to page: URL) throws(FileFailure) -> [URL] {
    var files: [URL] = []
    if !figures.isEmpty {
      let folder = RenderedReport.folder(of: page)
      try AtomicFile.makeFolder(folder)
      for figure in figures {
        let file = folder.appendingPathComponent(figure.name)
        try AtomicFile.write(figure.bytes, to: file)
        files.append(file)
      }
    }
    try AtomicFile.write(self.page, to: page)
    return [page] + files
  }
}

extension Report {
  /// The report in a format.
  ///
  /// - Parameters:
  ///   - format: the kind of page.
  ///   - folder: what the page calls the folder of its figures.
  /// - Throws: `FigureFailure` for a figure that cannot be drawn.
  public func rendered(
    as format: ReportFormat, figureFolder folder: String
  ) throws(FigureFailure) -> RenderedReport {
    switch format {
    case .html: return RenderedReport(page: Data(try HTMLReport(self).text.utf8), figures: [])
    case .markdown:
      return RenderedReport(
        page: Data(MarkdownReport(self, folder: folder).text.utf8),
        figures: try pictures([.png, .svg]))
    case .latex:
      return RenderedReport(
        page: Data(LaTeXReport(self, folder: folder).text.utf8), figures: try pictures([.pdf]))
    }
  }

  /// The figures in some formats with their data beside them, for the folder of a page.
  private func pictures(
    _ formats: [FigureFormat]
  ) throws(FigureFailure) -> [(name: String, bytes: Data)] {
    var files: [(name: String, bytes: Data)] = []
    for figure in figures {
      let data = try figure.figure.json(provenance: figure.provenance)
      let pictures = try figure.figure.pictures(
        basename: URL(fileURLWithPath: figure.id), formats: formats, style: FigureStyle(),
        dataFile: Provenance.File(
          name: "data", path: "\(figure.id).json", sha256: FileDigest.sha256(data)),
        provenance: figure.provenance)
      files += pictures.map { ($0.url.lastPathComponent, $0.bytes) }
      files.append(("\(figure.id).json", data))
    }
    return files
  }
}
