import MAGNetwork
import MAGNumerics

@testable import MAGGeometry

/// A fraction of integers in lowest terms: arithmetic without rounding for tests.
///
/// On a piece of a network with integer weights and slopes, logits are A + B t with integers A and
/// B, so numerators and denominators stay far below 128 bits for the small networks used here.
struct Rational: Comparable {
  let numerator: Int128
  let denominator: Int128

  init(_ numerator: Int128, _ denominator: Int128 = 1) {
    var (a, b) = (numerator.magnitude, denominator.magnitude)
    while b != 0 { (a, b) = (b, a % b) }
    let divisor = max(1, Int128(a)) * (denominator < 0 ? -1 : 1)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// A number of at most 20 binary places.
  init(_ value: Double) { self.init(Int128(value * 0x1p20), 1 << 20) }

  var double: Double { Double(numerator) / Double(denominator) }

  static func + (a: Self, b: Self) -> Self {
    Self(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
  }
  static func - (a: Self, b: Self) -> Self { a + Self(-b.numerator, b.denominator) }
  static func * (a: Self, b: Self) -> Self {
    Self(a.numerator * b.numerator, a.denominator * b.denominator)
  }
  static func / (a: Self, b: Self) -> Self {
    Self(a.numerator * b.denominator, a.denominator * b.numerator)
  }
  static func < (a: Self, b: Self) -> Bool {
    a.numerator * b.denominator < b.numerator * a.denominator
  }
}

/// A segment walked without rounding and without any cleverness: after each stage the values of all
/// its units are held at every point where one of them or of those before bends.
struct NaiveWalk {
  struct Change: Equatable {
    let t: Rational
    let from: Int
    let to: Int
  }

  /// Where some unit changes its region, strictly inside.
  private(set) var kinks: [Rational] = []
  private(set) var startClass = 0
  private(set) var changes: [Change] = []
  /// Whether two classes are largest together all along some piece: there rounding decides.
  private(set) var hasTiedPiece = false

  init(_ chain: [FullyConnectedStage<Double>], from start: [Double], to end: [Double]) {
    var times = [Rational(0), Rational(1)]
    var values = [start, end].map { $0.map { Rational($0) } }
    for stage in chain {
      let affine = values.map { Self.affine($0, stage) }
      guard let activation = PiecewiseLinear(stage.activation) else { return }
      let breaks = [activation.lowerBreak, activation.upperBreak].filter(\.isFinite)
        .map { Rational($0) }
      (times, values) = Self.refined(times, affine) { a, b in
        zip(a, b).flatMap { a, b in breaks.compactMap { Self.meeting(a - $0, b - $0) } }
      }
      addKinks(times, values, breaks)
      values = values.map { $0.map { Self.value($0, activation) } }
    }
    (times, values) = Self.refined(times, values) { a, b in
      a.indices.flatMap { i in
        a.indices.compactMap { j in i < j ? Self.meeting(a[i] - a[j], b[i] - b[j]) : nil }
      }
    }
    var current: Int?
    for piece in times.indices.dropLast() {
      let middle = zip(values[piece], values[piece + 1]).map { ($0 + $1) * Rational(1, 2) }
      let leader = middle.indices.reduce(0) { middle[$1] > middle[$0] ? $1 : $0 }
      if middle.count(where: { $0 == middle[leader] }) > 1 { hasTiedPiece = true }
      if let current, current != leader {
        changes.append(Change(t: times[piece], from: current, to: leader))
      }
      if current == nil { startClass = leader }
      current = leader
    }
    kinks.sort()
  }

  /// Where values run through 0 strictly inside a piece, as a share of it.
  private static func meeting(_ a: Rational, _ b: Rational) -> Rational? {
    let zero = Rational(0)
    return (a < zero && b > zero) || (a > zero && b < zero) ? a / (a - b) : nil
  }

  /// Points added inside each piece at the given shares, values interpolated.
  private static func refined(
    _ times: [Rational], _ values: [[Rational]],
    _ shares: ([Rational], [Rational]) -> [Rational]
  ) -> (times: [Rational], values: [[Rational]]) {
    var result: (times: [Rational], values: [[Rational]]) = ([times[0]], [values[0]])
    for piece in times.indices.dropLast() {
      let (a, b) = (values[piece], values[piece + 1])
      var last = Rational(0)
      for share in shares(a, b).sorted() where share > last {
        result.times.append(times[piece] + share * (times[piece + 1] - times[piece]))
        result.values.append(zip(a, b).map { $0 + share * ($1 - $0) })
        last = share
      }
      result.times.append(times[piece + 1])
      result.values.append(b)
    }
    return result
  }

  /// The inner points on whose two sides some unit is in different regions.
  private mutating func addKinks(
    _ times: [Rational], _ values: [[Rational]], _ breaks: [Rational]
  ) {
    let regions = times.indices.dropLast().map { piece in
      zip(values[piece], values[piece + 1]).map { a, b in
        breaks.count { (a + b) * Rational(1, 2) > $0 }
      }
    }
    for piece in regions.indices.dropFirst()
    where regions[piece] != regions[piece - 1] && !kinks.contains(times[piece]) {
      kinks.append(times[piece])
    }
  }

  private static func affine(
    _ inputs: [Rational], _ stage: FullyConnectedStage<Double>
  ) -> [Rational] {
    stage.bias.indices.map { row in
      zip(stage.weight.row(row), inputs).reduce(Rational(stage.bias[row])) {
        $0 + Rational($1.0) * $1.1
      }
    }
  }

  private static func value(_ z: Rational, _ activation: PiecewiseLinear) -> Rational {
    let region = activation.region(z.double)
    guard region != 1 else { return z }
    let edge = region == 0 ? activation.lowerBreak : activation.upperBreak
    guard edge.isFinite else { return z }
    return Rational(edge) + Rational(activation.slope(inRegion: region)) * (z - Rational(edge))
  }
}
