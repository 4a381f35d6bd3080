import MAGNumerics
import Testing

@testable import MAGAttack

@Suite("Ball and box") struct BallTests {
  /// Float32 rounds c ± ε once: half an ulp of a pixel of magnitude up to 2.
  static let oneRounding: Float = 2.4e-7

  /// Runs `body` on one batch and returns the iterates.
  private func moved<E: Scalar>(
    _ norm: ThreatModel.Norm, clean: Matrix<E>, from start: Matrix<E>, epsilon: E, step: E = 0,
    box: ThreatModel.Box = .none, gradient: Matrix<E>? = nil
  ) -> Matrix<E> {
    var (clean, iterates) = (clean, start)
    var gradient = gradient
    var budgets = Matrix<E>(rows: clean.rows, columns: 2)
    for row in 0..<clean.rows { (budgets[row, 0], budgets[row, 1]) = (epsilon, step) }
    let bounds = BoxBounds<E>(columns: clean.columns)
    clean.withView { c in
      iterates.withView { x in
        budgets.withView { b in
          let rows = BallRows(norm: norm, clean: c, iterates: x, budgets: b, box: bounds.view(box))
          if gradient == nil { rows.project() }
          gradient?.withView { rows.advance(along: $0) }
        }
      }
    }
    return iterates
  }

  private func random<E: Scalar>(_ rows: Int, _ columns: Int, seed: UInt64, _ half: Double)
    -> Matrix<E>
  {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rows: rows, columns: columns,
      storage: (0..<rows * columns).map { _ in E(generator.uniform(0.5 - half, 0.5 + half)) })
  }

  @Test("a hand-worked step moves by the sign, and not at all where the gradient is zero")
  func linfStep_byHand_movesBySign() {
    let clean = Matrix<Double>(rows: 1, columns: 4, storage: [0.5, 0.5, 0.5, 0.5])
    let gradient = Matrix<Double>(rows: 1, columns: 4, storage: [3, -0.001, 0, -0.0])
    let result = moved(
      .linf, clean: clean, from: clean, epsilon: 0.25, step: 0.125, gradient: gradient)
    #expect(result.storage == [0.625, 0.375, 0.5, 0.5])
  }

  @Test("an l2 step has the length of the step size along the gradient (3, 4)")
  func l2Step_byHand_isNormalised() {
    let clean = Matrix<Double>(rows: 1, columns: 2, storage: [0, 0])
    let gradient = Matrix<Double>(rows: 1, columns: 2, storage: [3e-200, 4e-200])
    let result = moved(.l2, clean: clean, from: clean, epsilon: 1, step: 0.5, gradient: gradient)
    #expect(abs(result[0, 0] - 0.3) < 1e-15 && abs(result[0, 1] - 0.4) < 1e-15)
  }

  @Test("a gradient of zeros moves nothing", arguments: ThreatModel.Norm.allCases)
  func zeroGradient_anyNorm_doesNotMove(_ norm: ThreatModel.Norm) {
    let clean: Matrix<Float> = random(3, 17, seed: 1, 0.5)
    let zero = Matrix<Float>(rows: 3, columns: 17)
    #expect(
      moved(norm, clean: clean, from: clean, epsilon: 0.1, step: 0.05, gradient: zero) == clean)
  }

  @Test("projection never leaves the ball", arguments: [1, 7, 8, 31, 784])
  func projection_farAway_staysInBall(_ columns: Int) {
    let clean: Matrix<Float> = random(33, columns, seed: 2, 0.5)
    let start: Matrix<Float> = random(33, columns, seed: 3, 3)
    let linf = moved(.linf, clean: clean, from: start, epsilon: 0.1)
    #expect(linf.distance(to: clean) <= 0.1 + Self.oneRounding)
    let l2 = moved(.l2, clean: clean, from: start, epsilon: 0.1)
    for row in 0..<33 {
      let length = zip(l2.row(row), clean.row(row)).reduce(0.0) {
        $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
      }.squareRoot()
      // A rounding of each pixel's value, all in the worst direction: 1.2e-7 √d.
      #expect(length <= 0.1 + 1.2e-7 * Double(columns).squareRoot())
    }
  }

  @Test("what lies inside stays where it is", arguments: ThreatModel.Norm.allCases)
  func projection_inside_isIdentity(_ norm: ThreatModel.Norm) {
    let clean: Matrix<Double> = random(5, 20, seed: 4, 0.4)
    var start = clean
    for i in 0..<20 { start[2, i] += i % 2 == 0 ? 0.01 : -0.01 }
    #expect(moved(norm, clean: clean, from: start, epsilon: 0.1, box: .unit) == start)
  }

  @Test("nothing leaves the box, whatever the norm", arguments: ThreatModel.Norm.allCases)
  func projection_box_isKept(_ norm: ThreatModel.Norm) {
    let clean: Matrix<Float> = random(20, 50, seed: 5, 0.5)
    let start: Matrix<Float> = random(20, 50, seed: 6, 2)
    let unit = moved(norm, clean: clean, from: start, epsilon: 5, box: .unit)
    #expect(unit.storage.allSatisfy { $0 >= 0 && $0 <= 1 })
    let box = ThreatModel.Box.data(
      lower: [Float](repeating: 0.2, count: 50), upper: [Float](repeating: 0.3, count: 50))
    let data = moved(norm, clean: clean, from: start, epsilon: 5, box: box)
    for (x, c) in zip(data.storage, clean.storage) {
      #expect(x >= min(0.2, c) && x <= max(0.3, c))
    }
  }

  @Test("a clean image outside the box is admissible, and towards the box it may move")
  func box_cleanOutside_isAdmissible() {
    let clean = Matrix<Double>(rows: 1, columns: 3, storage: [-0.5, 1.5, 0.5])
    #expect(moved(.linf, clean: clean, from: clean, epsilon: 0, box: .unit) == clean)
    let start = Matrix<Double>(rows: 1, columns: 3, storage: [-0.75, 1.75, 0.75])
    #expect(
      moved(.linf, clean: clean, from: start, epsilon: 1, box: .unit).storage == [-0.5, 1.5, 0.75])
    let inward = Matrix<Double>(rows: 1, columns: 3, storage: [0.25, 0.75, 0.5])
    #expect(moved(.linf, clean: clean, from: inward, epsilon: 1, box: .unit) == inward)
  }

  @Test("radius zero gives back the clean image bit for bit", arguments: ThreatModel.Norm.allCases)
  func projection_radiusZero_isClean(_ norm: ThreatModel.Norm) {
    let clean: Matrix<Float> = random(4, 30, seed: 7, 0.7)
    let start: Matrix<Float> = random(4, 30, seed: 8, 2)
    #expect(moved(norm, clean: clean, from: start, epsilon: 0) == clean)
  }

  @Test("a random start lies in the ball and fills it", arguments: ThreatModel.Norm.allCases)
  func randomStart_draws_fillTheBall(_ norm: ThreatModel.Norm) {
    var clean = Matrix<Double>(rows: 1, columns: 2, storage: [0.25, -0.5])
    var start = clean
    var lengths: [Double] = []
    for index in 0..<2000 {
      var generator = RandomStart.stream(seed: 9, index: index, epsilon: 0.1, restart: 0)
      start.withView { start in
        clean.withView {
          RandomStart.draw(
            into: start.row(0), clean: $0.row(0), norm: norm, epsilon: 0.1, using: &generator)
        }
      }
      let (a, b) = (start[0, 0] - 0.25, start[0, 1] + 0.5)
      lengths.append(norm == .linf ? max(abs(a), abs(b)) : (a * a + b * b).squareRoot())
    }
    #expect(lengths.allSatisfy { $0 <= 0.1 + 1e-15 })
    // In two dimensions (length/ε)² is uniform for both balls: its mean is 1/2 within
    // 4.5 · √(1/12/2000) = 0.029.
    let mean = lengths.reduce(0) { $0 + $1 * $1 / 0.01 } / 2000
    #expect(abs(mean - 0.5) < 0.029)
  }

  @Test("another image, radius, restart or seed has another start")
  func randomStart_streams_differ() {
    let base = RandomStart.stream(seed: 1, index: 2, epsilon: 0.1, restart: 0)
    #expect(base == RandomStart.stream(seed: 1, index: 2, epsilon: 0.1, restart: 0))
    #expect(base != RandomStart.stream(seed: 2, index: 2, epsilon: 0.1, restart: 0))
    #expect(base != RandomStart.stream(seed: 1, index: 3, epsilon: 0.1, restart: 0))
    #expect(base != RandomStart.stream(seed: 1, index: 2, epsilon: 0.2, restart: 0))
    #expect(base != RandomStart.stream(seed: 1, index: 2, epsilon: 0.1, restart: 1))
  }
}
