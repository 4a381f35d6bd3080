/// Why the walk of an interval of a line stopped.
enum IntervalStop: Error {
  /// More numbers would have to be held than the budget allows.
  case budget
  /// A value that is NaN or infinite.
  case overflow
}

/// What steps note while they walk an interval of a line.
struct IntervalLedger {
  let start: Double
  let end: Double
  private let budget: Int
  /// The numbers that may still be held.
  private var remaining: Int
  /// Where units pass a break or the leader of a window changes; in no order, ends included.
  var kinks: [Double] = []
  /// The slopes of all units that can switch, just after the start and just before the end.
  var startSlopes: [Double] = []
  var endSlopes: [Double] = []

  init(start: Double, end: Double, budget: Int) {
    self.start = start
    self.end = end
    self.budget = budget
    remaining = budget
  }

  /// Stops where so many numbers could not be held.
  func check(rows: Int, width: Int) throws(IntervalStop) {
    // Rows and widths are of things in memory already, so the product cannot overflow.
    if 2 * rows * width > remaining { throw .budget }
  }

  /// Takes numbers from the budget, before they are allocated.
  mutating func hold(rows: Int, width: Int) throws(IntervalStop) {
    try check(rows: rows, width: width)
    remaining -= 2 * rows * width
  }

  /// Counts again: so many numbers are held.
  mutating func count(held: Int) { remaining = budget - held }

  /// Notes the slopes at both ends of units that can switch.
  mutating func note(_ bundle: LineBundle) {
    startSlopes.append(contentsOf: bundle.slopes.prefix(bundle.width))
    endSlopes.append(contentsOf: bundle.slopes.suffix(bundle.width))
  }

  /// What values of these lines may be off by rounding.
  ///
  /// A unit within this of its break, or of the largest in its window, stays where it was: a value
  /// that rests there must not flicker. Relative to the largest value in the layer.
  static func slack(_ lines: BrokenLines) -> Double { 1e-14 * lines.largestValue }
}

/// One layer of a graph as a map of broken lines.
protocol GraphStep: Sendable {
  /// How the outputs are bundled.
  var output: UnitLayout { get }

  func run(
    _ input: BrokenLines, _ ledger: inout IntervalLedger
  ) throws(IntervalStop) -> BrokenLines
}
