/// The elementwise map s ⊙ x + t of a row.
///
/// k numbers stand for equal runs of the row, one number each: 1 for the same everywhere, as many as
/// channels for one a channel, as many as elements for one an element. k divides the row's length.
struct ONNXAffine: Equatable {
  var scale: [Double]
  var shift: [Double]

  /// s and t where they are the same for all elements.
  var uniform: (scale: Double, shift: Double)? {
    scale.count == 1 && shift.count == 1 ? (scale[0], shift[0]) : nil
  }

  /// Whether it changes nothing.
  var isIdentity: Bool { scale.allSatisfy { $0 == 1 } && hasNoShift }

  /// Whether it only multiplies.
  var hasNoShift: Bool { shift.allSatisfy { $0 == 0 } }

  /// The number of runs for which both s and t are one number.
  var runs: Int { Self.common(scale.count, shift.count) }

  /// The map that does `self` first, then `next`, on the same row.
  func followed(by next: ONNXAffine) -> ONNXAffine {
    let scales = Self.common(scale.count, next.scale.count)
    let shifts = Self.common(Self.common(shift.count, next.scale.count), next.shift.count)
    return ONNXAffine(
      scale: zip(Self.repeated(scale, scales), Self.repeated(next.scale, scales)).map { $0 * $1 },
      shift: zip(
        zip(Self.repeated(shift, shifts), Self.repeated(next.scale, shifts)),
        Self.repeated(next.shift, shifts)
      ).map { $0.0 * $0.1 + $1 })
  }

  /// s and t as `count` numbers each, or nil where runs of the row that long hold several.
  func numbers(_ count: Int) -> (scale: [Double], shift: [Double])? {
    guard count.isMultiple(of: runs) else { return nil }
    return (Self.repeated(scale, count), Self.repeated(shift, count))
  }

  /// The map of a row whose element i was element `order[i]`: s ⊙ x + t before such a move is this
  /// map after it.
  func moved(_ order: [Int]) -> ONNXAffine {
    func moved(_ values: [Double]) -> [Double] {
      if values.count == 1 { return values }
      let run = order.count / values.count
      return Self.shortest(order.map { values[$0 / run] })
    }
    return ONNXAffine(scale: moved(scale), shift: moved(shift))
  }

  /// The fewest numbers that stand for the same row: equal neighbours, in runs of equal length, are
  /// taken together.
  static func shortest(_ values: [Double]) -> [Double] {
    var run = values.count
    for index in values.indices.dropFirst() where values[index] != values[index - 1] {
      run = greatestDivisor(run, index)
      if run == 1 { return values }
    }
    return stride(from: 0, to: values.count, by: max(run, 1)).map { values[$0] }
  }

  /// The numbers for `count` runs, of which their own number is a divisor.
  private static func repeated(_ values: [Double], _ count: Int) -> [Double] {
    if values.count == count { return values }
    let times = count / values.count
    return (0..<count).map { values[$0 / times] }
  }

  /// The least number that both divide; both divide the row's length, and so does it.
  private static func common(_ a: Int, _ b: Int) -> Int { a / greatestDivisor(a, b) * b }

  private static func greatestDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
