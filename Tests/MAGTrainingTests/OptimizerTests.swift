import Foundation
import MAGNumerics
import Testing

@testable import MAGTraining

@Suite("Optimizers")
struct OptimizerTests {
  private func step(
    _ state: inout OptimizerState, _ parameters: inout [Float], _ gradient: [Float],
    _ kind: OptimizerKind, rate: Double, momentum: Double = 0, weightDecay: Double = 0
  ) {
    var gradient = gradient
    gradient.withUnsafeMutableBufferPointer {
      state.update(
        &parameters, gradient: $0, kind: kind, rate: rate, momentum: momentum,
        weightDecay: weightDecay)
    }
  }

  @Test("plain SGD subtracts rate times gradient")
  func sgd_plain_byHand() {
    var state = OptimizerState(.sgd, parameterCount: 2)
    var parameters: [Float] = [1, -2]
    step(&state, &parameters, [0.5, -1], .sgd, rate: 0.5)
    #expect(parameters == [0.75, -1.5])
  }

  @Test("momentum accumulates as v ← μ v + g")
  func sgd_momentum_byHand() {
    var state = OptimizerState(.sgd, parameterCount: 1)
    var parameters: [Float] = [0]
    step(&state, &parameters, [1], .sgd, rate: 1, momentum: 0.5)
    step(&state, &parameters, [1], .sgd, rate: 1, momentum: 0.5)
    #expect(parameters == [-2.5])
    #expect(state.mean == [1.5])
  }

  @Test("weight decay adds λ θ to the gradient")
  func sgd_decay_byHand() {
    var state = OptimizerState(.sgd, parameterCount: 1)
    var parameters: [Float] = [4]
    step(&state, &parameters, [0], .sgd, rate: 0.5, weightDecay: 0.25)
    #expect(parameters == [3.5])
  }

  @Test("Adam's first step has the length of the rate, in the sign of the gradient")
  func adam_firstStep_hasRateLength() {
    var state = OptimizerState(.adam, parameterCount: 3)
    var parameters: [Float] = [0, 0, 0]
    step(&state, &parameters, [1e-3, -7, 0], .adam, rate: 0.01)
    #expect(abs(parameters[0] + 0.01) < 1e-6)
    #expect(abs(parameters[1] - 0.01) < 1e-6)
    #expect(parameters[2] == 0)
  }

  @Test("Adam follows its formula in Double over many steps and elements, across pieces")
  func adam_manySteps_matchesFormula() {
    let count = 100_003
    var generator = SeededGenerator(seed: 3)
    var state = OptimizerState(.adam, parameterCount: count)
    var parameters = (0..<count).map { _ in Float(generator.normal()) }
    var exact = parameters.map(Double.init)
    var m = [Double](repeating: 0, count: count)
    var v = m
    for t in 1...5 {
      let gradient = (0..<count).map { _ in Float(generator.normal()) }
      step(&state, &parameters, gradient, .adam, rate: 1e-2, weightDecay: 0.1)
      for i in 0..<count {
        let g = Double(gradient[i]) + 0.1 * exact[i]
        m[i] = 0.9 * m[i] + 0.1 * g
        v[i] = 0.999 * v[i] + 0.001 * g * g
        let mHat = m[i] / (1 - pow(0.9, Double(t)))
        let vHat = v[i] / (1 - pow(0.999, Double(t)))
        exact[i] -= 1e-2 * mHat / (vHat.squareRoot() + 1e-8)
      }
    }
    let error = zip(parameters, exact).map { abs(Double($0) - $1) }.max() ?? 1
    // Five float32 steps of parameters near 1 and second moments near 1e-3.
    #expect(error < 2e-5)
  }

  @Test("the cosine schedule falls from 1 towards 0 and passes 1/2 half-way")
  func cosine_factors_byHand() {
    #expect(Schedule.cosine.factor(step: 0, of: 10) == 1)
    #expect(abs(Schedule.cosine.factor(step: 5, of: 10) - 0.5) < 1e-15)
    #expect(Schedule.cosine.factor(step: 9, of: 10) < 0.03)
    #expect(Schedule.constant.factor(step: 9, of: 10) == 1)
  }
}
