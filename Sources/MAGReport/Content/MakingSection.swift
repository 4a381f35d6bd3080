import MAGFigures
import MAGFiles
import MAGStudy

extension ReportMaterial {
  /// How to make everything again: command lines where files say them, settings where they do not.
  var makingSection: ReportSection {
    var blocks: [ReportBlock] = [
      .paragraph(
        "The same command gives the same bytes on any number of threads; bits can differ between "
          + "processors and OpenBLAS builds. Files are named relative to where the command ran.")
    ]
    let lines = commands
    if !lines.isEmpty {
      blocks.append(.code(ReportCode("Commands", .shell, lines.joined(separator: "\n"))))
    }
    var table = ReportTable(
      caption: "The files that this report is made of",
      columns: [.text("file"), .text("SHA-256"), .text("written by")])
    for origin in origins {
      table.rows.append(
        ReportTable.Row([
          ReportTable.Cell(origin.source), ReportTable.Cell(origin.sha256, style: .code),
          ReportTable.Cell(
            origin.provenance.map { ShellText.line($0.command) }
              ?? "a command that the file does not name"),
        ]))
    }
    blocks.append(.table(table))
    for origin in origins where origin.provenance == nil {
      guard let options = origin.configuration?.members, !options.isEmpty else { continue }
      blocks.append(
        .table(
          .facts(
            "The options in force for \(origin.source)",
            options.map { ($0.key, ReportTable.Cell($0.value.text)) })))
    }
    return ReportSection(id: "reproduce", title: "How to reproduce", blocks: blocks)
  }

  /// The command lines that files name, each once; of the paper's run the one that its settings say.
  private var commands: [String] {
    var lines: [String] = []
    for line in papers.map({ Self.command(of: $0.results) })
      + origins.compactMap({ $0.provenance.map { ShellText.line($0.command) } })
    where !lines.contains(line) { lines.append(line) }
    return lines
  }

  /// `mag figures` with the options that differ from its own.
  private static func command(of results: PaperResults) -> String {
    let settings = results.configuration
    var words = ["mag", "figures"]
    let isQuick = settings.sizes == PaperSettings.quick.sizes
    if isQuick { words.append("--quick") }
    let standard = isQuick ? PaperSettings.quick : PaperSettings()
    func add(_ option: String, _ value: String, _ usual: String) {
      if value != usual { words += [option, value] }
    }
    add("--data", results.data.source, isQuick ? "sample" : "full")
    add("--alpha", "\(settings.alpha)", "\(standard.alpha)")
    add("--manifold-reading", settings.reading.rawValue, standard.reading.rawValue)
    add("--centering", settings.centering.rawValue, standard.centering.rawValue)
    add("--components", "\(settings.components)", "\(standard.components)")
    return ShellText.line(words + ["--seed", "\(settings.seed)"])
  }
}

/// Command lines as a shell reads them.
enum ShellText {
  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./,:=+@%")

  /// Words that need it in single quotes.
  static func line(_ words: [String]) -> String {
    words.map { word in
      !word.isEmpty && word.allSatisfy { plain.contains($0) }
        ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }.joined(separator: " ")
  }
}

extension JSONValue {
  /// The members of an object, sorted by key; nil for other values.
  fileprivate var members: [(key: String, value: JSONValue)]? {
    guard case .object(let members) = self else { return nil }
    return members.sorted { $0.key < $1.key }
  }

  /// The value on one line, undefined ones as a dash.
  fileprivate var text: String {
    switch self {
    case .null: "–"
    case .string(let text): text
    default: (try? OrderedJSON.encodeLine(self)).map { String(decoding: $0, as: UTF8.self) } ?? "–"
    }
  }
}
