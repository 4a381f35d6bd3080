import MAGFigures

/// A page about some checkpoints as a value, before it becomes HTML, Markdown or LaTeX.
///
/// All text in it is plain: whoever renders it escapes it. Nothing in it depends on the time or on
/// the machine.
public struct Report: Sendable {
  public var title: String
  /// What was measured and what came out, in a few sentences.
  public var summary: [String]
  /// Every check that was made, the worst verdicts first.
  public var checks: [ReportCheck]
  /// The models' names, in order: what rows and figures can be told apart by.
  public var models: [String]
  public var sections: [ReportSection]

  /// The checks that a reader must know of before believing the numbers.
  public var findings: [ReportCheck] { checks.filter { $0.verdict != .passed } }

  public var figures: [ReportFigure] { sections.flatMap(\.figures) }
}

/// A part of a report with a heading.
public struct ReportSection: Sendable {
  /// Unique in the report: lower-case letters, digits and hyphens.
  public var id: String
  public var title: String
  public var blocks: [ReportBlock]

  public init(id: String, title: String, blocks: [ReportBlock]) {
    self.id = id
    self.title = title
    self.blocks = blocks
  }

  var figures: [ReportFigure] {
    blocks.compactMap { if case .figure(let figure) = $0 { figure } else { nil } }
  }
}

/// What sections are made of.
public enum ReportBlock: Sendable {
  case paragraph(String)
  case table(ReportTable)
  case figure(ReportFigure)
  case code(ReportCode)
}

/// A figure in a report.
public struct ReportFigure: Sendable {
  /// Unique in the report, and the name of the figure's files: letters, digits and hyphens.
  public var id: String
  public var figure: any PaperFigure
  public var provenance: Provenance?
  /// The data file it was read from; nil for one made of measurements.
  public var source: String?
  /// The digest of that file.
  public var sha256: String?
}

/// Text to be copied.
public struct ReportCode: Sendable, Equatable {
  public enum Language: String, Sendable {
    case shell = "sh"
    case latex, markdown, html, bibtex
  }

  /// What it is, for example "LaTeX".
  public var title: String
  public var language: Language
  public var text: String

  public init(_ title: String, _ language: Language, _ text: String) {
    self.title = title
    self.language = language
    self.text = text
  }
}
