import Foundation
import MAG

/// What a notebook writes to: each call puts something below the code that makes it.
///
/// An output belongs to the block of code that holds the line of the call, whatever was called
/// before it; outputs of one block stand in the order of the calls.
public final class Page {
  /// Whether this is the small run: the embedded sample and narrow networks.
  public let isQuick: Bool
  /// Where the numbers of the figures come from; every figure shown later carries it.
  public var provenance: Provenance?
  package private(set) var outputs: [(line: Int, output: Output)] = []

  package init(isQuick: Bool) { self.isQuick = isQuick }

  /// Shows text in fixed width, line breaks kept.
  public func print(_ text: String, line: Int = #line) { outputs.append((line, .text(text))) }

  /// Says what was found, in Markdown: sentences with the run's own numbers.
  public func say(_ markdown: String, line: Int = #line) {
    outputs.append((line, .finding(markdown)))
  }

  /// Shows a table whose first column names its rows.
  ///
  /// - Throws: `NotebookFailure.raggedTable` for a row of another length than the header.
  public func table(
    _ title: String, _ header: [String], _ rows: [[String]], line: Int = #line
  ) throws(NotebookFailure) {
    if let row = rows.first(where: { $0.count != header.count }) {
      throw .raggedTable(title: title, expected: header.count, found: row.count)
    }
    outputs.append((line, .table(Output.Table(title: title, header: header, rows: rows))))
  }

  /// Shows a figure, with its caption, on light and on dark ground, and its data beside it.
  ///
  /// - Parameters:
  ///   - name: of its files: letters, digits and hyphens.
  ///   - caption: nil for the figure's own.
  /// - Throws: `NotebookFailure.nameTaken`; `FigureFailure` from drawing.
  public func show(
    _ figure: some PaperFigure, named name: String, width: FigureWidth = .page,
    caption: String? = nil, line: Int = #line
  ) throws {
    let isTaken = outputs.contains { entry in
      if case .figure(let picture) = entry.output { picture.name == name } else { false }
    }
    if isTaken { throw NotebookFailure.nameTaken(name) }
    let data = try figure.json(provenance: provenance)
    let dataFile = Provenance.File(
      name: "data", path: "\(name).json", sha256: FileDigest.sha256(data))
    var files: [(name: String, bytes: Data)] = []
    for (ground, suffix) in [(FigureStyle.Ground.paper, ""), (.dark, "-dark")] {
      let pictures = try figure.pictures(
        basename: URL(fileURLWithPath: name + suffix), formats: [.svg],
        style: FigureStyle(width: width, theme: ground), dataFile: dataFile,
        provenance: provenance)
      files += pictures.map { ($0.url.lastPathComponent, $0.bytes) }
    }
    files.append(("\(name).json", data))
    files.append(("\(name).csv", figure.table.data))
    outputs.append(
      (
        line,
        .figure(
          Output.Picture(
            name: name, caption: caption ?? figure.caption, altText: figure.altText,
            width: width.inches, files: files))
      ))
  }
}
