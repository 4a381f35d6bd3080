/// A table of a report; the first cell of each row is its heading.
public struct ReportTable: Sendable, Equatable {
  public struct Column: Sendable, Equatable {
    public var title: String
    /// Numbers stand to the right.
    public var isNumber: Bool

    public static func text(_ title: String) -> Column { Column(title: title, isNumber: false) }
    public static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
  }

  public struct Cell: Sendable, Equatable, ExpressibleByStringLiteral {
    public enum Style: Sendable, Equatable {
      case plain
      /// Digests and other text of fixed width that may be broken anywhere.
      case code
      /// The details are further lines of the same weight.
      case lines
      /// A verdict: good, bad or undecided.
      case verdict(Bool?)
    }

    public var text: String
    /// What stands below it in small type, a line each.
    public var details: [String]
    public var style: Style

    public init(_ text: String, details: [String] = [], style: Style = .plain) {
      self.text = text
      self.details = details
      self.style = style
    }

    public init(stringLiteral value: String) { self.init(value) }
  }

  public struct Row: Sendable, Equatable {
    public var cells: [Cell]
    /// The model that the row is of; nil for none or several.
    public var model: String?

    public init(_ cells: [Cell], model: String? = nil) {
      self.cells = cells
      self.model = model
    }
  }

  public var caption: String
  public var columns: [Column]
  public var rows: [Row]

  public init(caption: String, columns: [Column], rows: [Row] = []) {
    self.caption = caption
    self.columns = columns
    self.rows = rows
  }

  /// A table of two columns that says what things are.
  static func facts(_ caption: String, _ facts: [(String, Cell)]) -> ReportTable {
    ReportTable(
      caption: caption, columns: [.text("what"), .text("value")],
      rows: facts.map { Row([Cell($0.0), $0.1]) })
  }
}

extension ReportTable.Cell {
  /// A number with so many decimals and a true minus sign; a dash where it is undefined.
  static func fixed(_ value: Double?, _ decimals: Int, unit: String = "") -> Self {
    Self(ReportText.fixed(value, decimals, unit: unit))
  }

  /// A share with its interval below it.
  static func share(_ value: Double, _ interval: ClosedRange<Double>?) -> Self {
    Self(
      ReportText.fixed(value, 3),
      details: interval.map {
        ["\(ReportText.fixed($0.lowerBound, 3))–\(ReportText.fixed($0.upperBound, 3))"]
      } ?? [])
  }
}
