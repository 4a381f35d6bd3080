/// What figures check of their values before they use them.
extension PaperFigure {
  /// Numbers beyond this do not occur as measured values, and sums and squares of smaller ones stay
  /// far from overflow.
  private var largest: Double { 1e12 }

  /// Checks that numbers are finite and not absurdly large.
  func requireFinite(_ values: [Double], _ what: String) throws(FigureFailure) {
    guard values.allSatisfy(\.isFinite) else { throw .notFinite(figure: name, what: what) }
    guard let absurd = values.first(where: { abs($0) > largest }) else { return }
    throw .mismatched(
      figure: name, what: what, expected: "between −\(largest) and \(largest)", found: "\(absurd)")
  }

  /// Checks that numbers are finite and lie in a range.
  func require(
    _ values: [Double], in range: ClosedRange<Double>, _ what: String
  ) throws(FigureFailure) {
    try requireFinite(values, what)
    guard let outside = values.first(where: { !range.contains($0) }) else { return }
    throw .mismatched(
      figure: name, what: what,
      expected: "between \(range.lowerBound) and \(range.upperBound)", found: "\(outside)")
  }

  /// Checks that whole numbers lie in a range.
  func require(_ values: [Int], in range: ClosedRange<Int>, _ what: String) throws(FigureFailure) {
    guard let outside = values.first(where: { !range.contains($0) }) else { return }
    throw .mismatched(
      figure: name, what: what,
      expected: "between \(range.lowerBound) and \(range.upperBound)", found: "\(outside)")
  }

  /// Checks that an image has the pixels that its extents say, all of them numbers.
  func requireImage(
    _ pixels: [Double], width: Int, height: Int, _ what: String
  ) throws(FigureFailure) {
    guard Picture.valueCounts(width: width, height: height).contains(pixels.count) else {
      throw .mismatched(
        figure: name, what: what, expected: "\(height) × \(width) pixels",
        found: "\(pixels.count)")
    }
    try requireFinite(pixels, "every pixel of \(what)")
  }
}

extension ClosedRange<Int> {
  /// Counts of images, lines and the like: sums of many of them do not overflow.
  static let counts = 0...1_000_000_000
  /// Numbers of classes.
  static let classes = 0...9_999
}

extension ClosedRange<Double> {
  /// Angles between a line and a plane, in degrees.
  static let rightAngle = 0.0...90
  /// Shares, cosines and probabilities: 0 to 1 up to rounding.
  static let share = -1e-6...1 + 1e-6
}
