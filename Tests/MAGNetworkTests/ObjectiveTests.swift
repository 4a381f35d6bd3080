import Foundation
import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("Objectives and their gradients") struct ObjectiveTests {
  /// A batch, its labels, a basis and a network whose hidden units are away from kinks.
  struct Case {
    var network: Network<Double>
    let images: Matrix<Double>
    let labels = [0, 3, 1, 2]
    let basis: Matrix<Double>

    init(_ activation: ActivationKind, seed: UInt64 = 7) throws {
      var generator = SeededGenerator(seed: seed)
      network = try MAGNetworkTests.network([6, 7, 5, 4], activation, seed: seed)
      // Twice the usual weights: logits and gradients of ordinary size.
      network.parameters = network.parameters.map { 2 * $0 }
      images = randomMatrix(4, 6, 0, 1, using: &generator)
      basis = try randomBasis(2, 6, using: &generator)
    }

    /// The smallest |z| of a hidden unit: how far the nearest kink at 0 is.
    var distanceToKink: Double {
      var x = images
      var smallest = Double.infinity
      for stage in network.fullyConnected?.dropLast() ?? [] {
        var z = Product.of(x, .asStored, stage.weight, .transposed)
        for row in 0..<z.rows {
          for column in 0..<z.columns {
            z[row, column] += stage.bias[column]
            smallest = min(smallest, abs(z[row, column]))
          }
        }
        x = Matrix(
          rows: z.rows, columns: z.columns,
          storage: run(stage.activation, z.storage))
      }
      return smallest
    }

    private func run(_ kind: ActivationKind, _ z: [Double]) -> [Double] {
      LayerProbe(Activation(kind, count: z.count))
        .forward(Matrix(rows: 1, columns: z.count, storage: z)).storage
    }

    /// mean(L) + α mean(m) from logits and input gradients, by their definitions.
    func value(_ penalty: AlignmentPenalty?, lossWeight: Double = 1) -> Double {
      var total = 0.0
      let logits = network.logits(images)
      for row in 0..<4 {
        let z = Array(logits.row(row))
        total += lossWeight * (log(z.reduce(0) { $0 + exp($1) }) - z[labels[row]])
      }
      if let penalty {
        let gradients = network.inputGradient(images, labels: labels, of: penalty.gradient)
        for row in 0..<4 {
          total += penalty.weight * measure(penalty.measure, Array(gradients.row(row)))
        }
      }
      return total / 4
    }

    func measure(_ measure: AlignmentMeasure, _ g: [Double]) -> Double {
      let row = Matrix(rows: 1, columns: g.count, storage: g)
      let coordinates = Product.of(row, .asStored, basis, .transposed)
      let part = Product.of(coordinates, .asStored, basis, .asStored).storage
      let (whole, on) = (dot(g, g).squareRoot(), dot(part, part).squareRoot())
      let rest = zip(g, part).map { $0 - $1 }
      switch measure {
      case .ratio: return whole / on
      case .cosine: return 1 - on / whole
      case .rejection: return dot(rest, rest).squareRoot() / whole
      }
    }

    func evaluate(
      _ penalty: AlignmentPenalty?, lossWeight: Double = 1
    ) -> (value: ObjectiveValue, gradient: [Double]) {
      let pass = ObjectivePass(network, capacity: 4, basis: basis)
      var gradient = [Double](repeating: .nan, count: network.parameters.count)
      let value = images.withReadView { images in
        gradient.withUnsafeMutableBufferPointer {
          pass.evaluate(
            network, .images(images), labels: labels, penalty: penalty, lossWeight: lossWeight,
            into: $0)
        }
      }
      return (value, gradient)
    }

    /// Central differences of `value` in every parameter.
    func differences(_ penalty: AlignmentPenalty?, lossWeight: Double = 1) -> [Double] {
      let step = 1e-5
      return network.parameters.indices.map { index in
        var (up, down) = (self, self)
        up.network.parameters[index] += step
        down.network.parameters[index] -= step
        return
          (up.value(penalty, lossWeight: lossWeight)
          - down.value(penalty, lossWeight: lossWeight)) / (2 * step)
      }
    }
  }

  /// The project's requirement; truncation and rounding of the differences are below 1e-8.
  static let tolerance = 1e-6
  static let activations: [ActivationKind] = [
    .relu, .leakyReLU(slope: 0.1), .tanh, .gelu, .sigmoid, .softplus, .elu(alpha: 1),
  ]

  @Test("the plain loss's gradient agrees with central differences", arguments: activations)
  func baseline_differences_agree(_ activation: ActivationKind) throws {
    let example = try Case(activation)
    try #require(example.distanceToKink > 1e-3)
    let (value, gradient) = example.evaluate(nil)
    #expect(relativeError(gradient, example.differences(nil)) < Self.tolerance)
    #expect(abs(value.lossSum / 4 - example.value(nil)) < 1e-14)
    #expect(value.count == 4 && value.undefinedCount == 0 && value.measureSum == 0)
    let right = zip(example.network.predictions(example.images), example.labels).count { $0 == $1 }
    #expect(value.correctCount == right)
  }

  @Test(
    "the manifold objective's gradient agrees with central differences in every variant",
    arguments: activations, GradientKind.allCases)
  func manifold_differences_agree(_ activation: ActivationKind, _ kind: GradientKind) throws {
    let example = try Case(activation)
    try #require(example.distanceToKink > 1e-3)
    for measure in AlignmentMeasure.allCases {
      let penalty = AlignmentPenalty(weight: 0.7, measure: measure, gradient: kind)
      let (value, gradient) = example.evaluate(penalty)
      #expect(relativeError(gradient, example.differences(penalty)) < Self.tolerance)
      let total = (value.lossSum + 0.7 * value.measureSum) / 4
      #expect(abs(total - example.value(penalty)) < 1e-13)
    }
  }

  @Test("the penalty alone is what the penalty adds")
  func lossWeight_zero_leavesPenaltyAlone() throws {
    let example = try Case(.tanh)
    let penalty = AlignmentPenalty(weight: 0.7)
    let alone = example.evaluate(penalty, lossWeight: 0).gradient
    #expect(
      relativeError(alone, example.differences(penalty, lossWeight: 0)) < Self.tolerance)
    let sum = zip(alone, example.evaluate(nil).gradient).map { $0 + $1 }
    #expect(relativeError(sum, example.evaluate(penalty).gradient) < 1e-13)
  }

  @Test("weight 0 is the plain loss, bit for bit")
  func penalty_weightZero_isBaseline() throws {
    let example = try Case(.relu)
    #expect(
      example.evaluate(AlignmentPenalty(weight: 0)).gradient == example.evaluate(nil).gradient)
  }

  @Test(
    "coordinates in a subspace give the same objective and gradient as the images",
    arguments: [nil, AlignmentPenalty(weight: 0.3)], [3, nil])
  func coordinates_subspace_equalImages(
    _ penalty: AlignmentPenalty?, _ subspaceDimension: Int?
  ) throws {
    let example = try Case(.tanh)
    var generator = SeededGenerator(seed: 8)
    let span = try randomBasis(3, 6, using: &generator)
    let coordinates: Matrix<Double> = randomMatrix(4, 3, using: &generator)
    let images = Product.of(coordinates, .asStored, span, .asStored)
    let network = example.network
    let pass = ObjectivePass(
      network, capacity: 5, basis: example.basis, subspaceDimension: subspaceDimension)
    var (full, short) = (network.parameters, network.parameters)
    let expected = images.withReadView { images in
      full.withUnsafeMutableBufferPointer {
        pass.evaluate(
          network, .images(images), labels: example.labels, penalty: penalty, into: $0)
      }
    }
    let found = coordinates.withReadView { coordinates in
      span.withReadView { span in
        short.withUnsafeMutableBufferPointer {
          pass.evaluate(
            network, .coordinates(coordinates, basis: span), labels: example.labels,
            penalty: penalty, into: $0)
        }
      }
    }
    // Sums of a few dozen float64 products in another order, then a division by small norms.
    #expect(relativeError(short, full) < 1e-13)
    #expect(abs(found.lossSum - expected.lossSum) < 1e-13)
    #expect(abs(found.measureSum - expected.measureSum) < 1e-12)
  }

  @Test("a network without input gradient has no measure, and trains as the baseline does")
  func penalty_zeroGradient_isCounted() throws {
    var example = try Case(.tanh)
    for index in 0..<42 { example.network.parameters[index] = 0 }
    let (value, gradient) = example.evaluate(AlignmentPenalty(weight: 1))
    #expect(value.undefinedCount == 4 && value.measureSum == 0)
    #expect(gradient == example.evaluate(nil).gradient)
  }

  @Test(
    "an example whose gradient is across the manifold is counted, in every measure",
    arguments: AlignmentMeasure.allCases)
  func penalty_gradientAcrossManifold_isCounted(_ measure: AlignmentMeasure) throws {
    let network = try Network<Double>(
      layers: Network<Double>.perceptron(sizes: [2, 2]), parameters: [0, 1, 0, -1, 0, 0])
    let pass = ObjectivePass(
      network, capacity: 1, basis: Matrix(rows: 1, columns: 2, storage: [1, 0]))
    var gradient = [Double](repeating: .nan, count: 6)
    let image = Matrix<Double>(rows: 1, columns: 2, storage: [1, 1])
    let value = image.withReadView { image in
      gradient.withUnsafeMutableBufferPointer {
        pass.evaluate(
          network, .images(image), labels: [0],
          penalty: AlignmentPenalty(weight: 1, measure: measure), into: $0)
      }
    }
    #expect(value.undefinedCount == 1 && value.measureSum == 0)
    #expect(gradient.allSatisfy { $0.isFinite })
    // p₁ = 1/(1 + e²); the loss's own gradient in the weights is (p − y) xᵀ.
    let p = 1 / (1 + exp(2.0))
    #expect(relativeError(gradient, [-p, -p, p, p, -p, p]) < 1e-14)
  }

  @Test("saturated logits leave measure and gradient finite in float32, and the measure right")
  func penalty_saturated_staysFinite() throws {
    var example = try Case(.relu)
    example.network.parameters[example.network.parameters.count - 4] += 200
    let narrow = Network<Float>(example.network)
    let labels = [0, 0, 0, 0]
    let pass = ObjectivePass(narrow, capacity: 4, basis: Matrix<Float>(example.basis))
    var gradient = [Float](repeating: .nan, count: narrow.parameters.count)
    let value = Matrix<Float>(example.images).withReadView { images in
      gradient.withUnsafeMutableBufferPointer {
        pass.evaluate(
          narrow, .images(images), labels: labels, penalty: AlignmentPenalty(weight: 1), into: $0)
      }
    }
    let g = example.network.inputGradient(example.images, labels: labels, of: .loss)
    let expected = (0..<4).reduce(0.0) { $0 + example.measure(.ratio, Array(g.row($1))) }
    #expect(value.undefinedCount == 0 && value.lossSum == 0)
    // Float32 gradients of three layers, a softmax of logits near 2 rounded at 1e-7.
    #expect(abs(value.measureSum - expected) < 1e-4 * expected)
    #expect(gradient.allSatisfy { $0.isFinite } && gradient.contains { $0 != 0 })
  }

  @Test("a pass used for a large batch, then a small one, gives what a fresh one gives")
  func objectivePass_reused_equalsFresh() throws {
    let example = try Case(.relu)
    let network = example.network
    func gradient(_ pass: ObjectivePass<Double>, _ rows: Int) -> [Double] {
      var gradient = network.parameters
      _ = example.images.withReadView { images in
        gradient.withUnsafeMutableBufferPointer {
          pass.evaluate(
            network, .images(images.rows(0..<rows)), labels: Array(example.labels[0..<rows]),
            penalty: AlignmentPenalty(weight: 1), into: $0)
        }
      }
      return gradient
    }
    let pass = ObjectivePass(network, capacity: 9, basis: example.basis)
    _ = gradient(pass, 4)
    #expect(
      gradient(pass, 2) == gradient(ObjectivePass(network, capacity: 2, basis: example.basis), 2))
  }
}

@Suite("Objectives on several threads", .serialized) struct ObjectiveThreadTests {
  @Test("the gradient has the same bits on 1, 2 and 3 threads")
  func gradient_threadCounts_giveEqualBits() throws {
    let network: Network<Float> = try network([200, 300, 220, 10])
    var generator = SeededGenerator(seed: 9)
    let images: Matrix<Float> = randomMatrix(96, 200, 0, 1, using: &generator)
    let basis = Matrix<Float>(try randomBasis(12, 200, using: &generator))
    let pass = ObjectivePass(network, capacity: 96, basis: basis)
    func gradient(_ threads: Int) -> [Float] {
      Parallel.setThreadCount(threads)
      defer { Parallel.setThreadCount(0) }
      var gradient = network.parameters
      _ = images.withReadView { images in
        gradient.withUnsafeMutableBufferPointer {
          pass.evaluate(
            network, .images(images), labels: (0..<96).map { $0 % 10 },
            penalty: AlignmentPenalty(weight: 0.1), into: $0)
        }
      }
      return gradient
    }
    let alone = gradient(1)
    #expect(gradient(2) == alone)
    #expect(gradient(3) == alone)
  }
}
