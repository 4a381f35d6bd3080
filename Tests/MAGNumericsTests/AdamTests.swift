import Testing

@testable import MAGNumerics

@Suite("Adam") struct AdamTests {
  struct Recorded: Decodable {
    struct Run: Decodable {
      let decay: Double
      let after: [[Double]]
    }
    let start: [Double]
    let gradients: [[Double]]
    let runs: [Run]
  }

  private func step<E: Scalar>(
    _ parameters: inout [E], _ gradient: [E], _ mean: inout [E], _ square: inout [E],
    _ settings: AdamStep
  ) {
    let count = parameters.count
    parameters.withUnsafeMutableBufferPointer { p in
      mean.withUnsafeMutableBufferPointer { m in
        square.withUnsafeMutableBufferPointer { s in
          gradient.withUnsafeBufferPointer { g in
            guard let p = p.baseAddress, let g = g.baseAddress, let m = m.baseAddress,
              let s = s.baseAddress
            else { return }
            E.adam(
              parameters: p, gradient: g, mean: m, square: s, count: count, settings: settings)
          }
        }
      }
    }
  }

  private func settings(_ step: Int, rate: Double = 1e-2, decay: Double = 0) -> AdamStep {
    AdamStep(
      rate: rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: decay, step: step)
  }

  @Test("five steps agree with torch.optim.Adam, with and without weight decay")
  func adam_fixture_agreesWithPyTorch() throws {
    let recorded: Recorded = try fixture("adam.json")
    #expect(recorded.runs.count == 2)
    for run in recorded.runs {
      var parameters = recorded.start
      var mean = parameters.map { _ in 0.0 }
      var square = mean
      for (index, gradient) in recorded.gradients.enumerated() {
        step(
          &parameters, gradient, &mean, &square, settings(index + 1, decay: run.decay))
        for (found, expected) in zip(parameters, run.after[index]) {
          // The same formula in another order of operations: rounding only.
          #expect(abs(found - expected) <= 1e-15 * 4 * max(1, abs(expected)))
        }
      }
    }
  }

  @Test("the first step moves by the rate against the sign, whatever the gradient's size")
  func adam_firstStep_movesByRate() {
    var parameters: [Double] = [1, 1, 1]
    var (mean, square) = ([0.0, 0, 0], [0.0, 0, 0])
    step(&parameters, [1e-3, -50, 0], &mean, &square, settings(1))
    // ε = 1e-8 against |g| = 1e-3 takes away 1e-5 of a step.
    #expect(abs(parameters[0] - 0.99) < 1e-6 && abs(parameters[1] - 1.01) < 1e-9)
    #expect(parameters[2] == 1)
    #expect(abs(mean[1] + 5) < 1e-12 && abs(square[1] - 2.5) < 1e-12)
  }

  @Test(
    "float32 keeps to float64 within rounding, at lengths around a vector's",
    arguments: [1, 7, 8, 33])
  func adam_float_followsDouble(_ count: Int) {
    var generator = SeededGenerator(seed: 8)
    var wide = (0..<count).map { _ in generator.uniform(-1, 1) }
    var narrow = wide.map { Float($0) }
    var (wideMean, wideSquare) = (wide.map { _ in 0.0 }, wide.map { _ in 0.0 })
    var (mean, square) = (narrow.map { _ in Float(0) }, narrow.map { _ in Float(0) })
    for index in 1...10 {
      let gradient = (0..<count).map { _ in generator.uniform(-1, 1) }
      step(&wide, gradient, &wideMean, &wideSquare, settings(index))
      step(&narrow, gradient.map { Float($0) }, &mean, &square, settings(index))
    }
    // Ten steps of at most 0.02, each right to 1e-6, on parameters rounded ten times at 1.2e-7.
    for (a, b) in zip(wide, narrow) { #expect(abs(a - Double(b)) < 2e-6) }
  }
}
