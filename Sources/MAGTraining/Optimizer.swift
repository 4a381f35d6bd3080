import Foundation
import MAGNumerics

/// A rule that turns gradients into parameter updates.
public enum OptimizerKind: String, Sendable, Codable, CaseIterable {
  /// v ← μ v + g, θ ← θ − η v (PyTorch's form of momentum); μ = 0 is plain SGD.
  case sgd
  /// Adam (Kingma & Ba 2015) with β₁ = 0.9, β₂ = 0.999, ε = 1e-8, as PyTorch computes it.
  case adam
}

/// How the learning rate changes over a run.
public enum Schedule: String, Sendable, Codable, CaseIterable {
  case constant
  /// η (1 + cos(π s / S)) / 2 at step s of S, reaching almost 0 at the end (Loshchilov & Hutter).
  case cosine

  /// The factor of the learning rate at step s (from 0) of S, in [0, 1].
  public func factor(step: Int, of total: Int) -> Double {
    switch self {
    case .constant: 1
    case .cosine: (1 + cos(Double.pi * Double(step) / Double(max(1, total)))) / 2
    }
  }
}

/// What an optimiser remembers between steps; a value that is saved and restored whole.
public struct OptimizerState: Sendable, Equatable {
  /// The number of steps taken.
  public var step = 0
  /// Adam's first moment, or SGD's velocity; one element a parameter.
  public var mean: [Float]
  /// Adam's second moment; empty for SGD.
  public var square: [Float]

  public init(_ kind: OptimizerKind, parameterCount: Int) {
    mean = [Float](repeating: 0, count: parameterCount)
    square = kind == .adam ? mean : []
  }
}

extension OptimizerState {
  static let adam = (beta1: 0.9, beta2: 0.999, epsilon: 1e-8)

  /// Takes one step in place, in one pass over memory that runs in parallel pieces.
  ///
  /// Weight decay λ is the L2 kind, g + λ θ, for both rules. The gradient is used as scratch space.
  public mutating func update(
    _ parameters: inout [Float], gradient: UnsafeMutableBufferPointer<Float>,
    kind: OptimizerKind, rate: Double, momentum: Double, weightDecay: Double
  ) {
    precondition(parameters.count == gradient.count && mean.count == gradient.count)
    step += 1
    let adam = AdamStep(
      rate: rate, beta1: Self.adam.beta1, beta2: Self.adam.beta2, epsilon: Self.adam.epsilon,
      weightDecay: weightDecay, step: step)
    parameters.withUnsafeMutableBufferPointer { parameters in
      mean.withUnsafeMutableBufferPointer { mean in
        square.withUnsafeMutableBufferPointer { square in
          let operands = Operands(
            parameters: parameters, gradient: gradient, mean: mean, square: square)
          Elementwise.forEachRange(gradient.count) { range in
            switch kind {
            case .adam: operands.adam(range, adam)
            case .sgd: operands.sgd(range, rate, momentum, weightDecay)
            }
          }
        }
      }
    }
  }

  /// The four runs of memory that a step touches; pieces touch disjoint ranges.
  private struct Operands: @unchecked Sendable {
    let parameters: UnsafeMutableBufferPointer<Float>
    let gradient: UnsafeMutableBufferPointer<Float>
    let mean: UnsafeMutableBufferPointer<Float>
    let square: UnsafeMutableBufferPointer<Float>

    func adam(_ range: Range<Int>, _ settings: AdamStep) {
      guard let parameters = parameters.baseAddress, let gradient = gradient.baseAddress,
        let mean = mean.baseAddress, let square = square.baseAddress
      else { return }
      let start = range.lowerBound
      Float.adam(
        parameters: parameters + start, gradient: gradient + start, mean: mean + start,
        square: square + start, count: range.count, settings: settings)
    }

    func sgd(_ range: Range<Int>, _ rate: Double, _ momentum: Double, _ weightDecay: Double) {
      let parameters = UnsafeMutableBufferPointer(rebasing: parameters[range])
      let gradient = UnsafeMutableBufferPointer(rebasing: gradient[range])
      let velocity = UnsafeMutableBufferPointer(rebasing: mean[range])
      if weightDecay != 0 { Float.addScaled(Float(weightDecay), parameters, into: gradient) }
      Float.combine(Float(momentum), velocity, 1, gradient, into: velocity)
      Float.addScaled(Float(-rate), velocity, into: parameters)
    }
  }
}
