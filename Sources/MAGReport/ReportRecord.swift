import MAGFiles

/// A report as one JSON document: its sentences, its checks, and where its figures stand.
public struct ReportRecord: Encodable, Sendable {
  public struct Check: Encodable, Sendable {
    public var name: String
    /// `failed`, `doubtful`, `note` or `passed`.
    public var verdict: String
    public var subject: String?
    public var finding: String
  }

  public struct Figure: Encodable, Sendable {
    public var id: String
    /// Of its data.
    public var schema: String
    public var source: String?
    public var caption: String
    public var altText: String
  }

  public var schema = "mag.report/1"
  public var tool = Tool.name
  public var title: String
  public var summary: [String]
  public var models: [String]
  public var checks: [Check]
  public var figures: [Figure]

  public init(_ report: Report) {
    title = report.title
    summary = report.summary
    models = report.models
    checks = report.checks.map { check in
      Check(
        name: check.name, verdict: check.verdict.word.lowercased(), subject: check.subject,
        finding: check.finding)
    }
    figures = report.figures.map { figure in
      Figure(
        id: figure.id, schema: figure.figure.schema, source: figure.source, caption: figure.caption,
        altText: figure.altText)
    }
  }
}
