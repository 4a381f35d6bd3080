import Foundation
import MAGNumerics
import Testing

@testable import MAGNetwork

/// The scalar function of a row of logits whose gradient a kind is, by its definition.
func function(_ kind: GradientKind, _ z: [Double], label: Int) -> Double {
  let others = z.indices.filter { $0 != label }.map { z[$0] }
  switch kind {
  case .loss: return log(others.reduce(0) { $0 + exp($1) }) - z[label]
  case .trueLogit: return z[label]
  case .predictedLogit: return z.max() ?? .nan
  case .margin: return z[label] - (others.max() ?? .nan)
  }
}

@Suite("Input gradients") struct InputGradientTests {
  @Test(
    "each kind agrees with central differences, per example and not divided by n",
    arguments: GradientKind.allCases, [ActivationKind.relu, .tanh, .gelu, .softplus, .hardTanh])
  func inputGradient_differences_agree(_ kind: GradientKind, _ activation: ActivationKind) throws {
    let network: Network<Double> = try network([6, 9, 8, 4], activation)
    var generator = SeededGenerator(seed: 2)
    let images: Matrix<Double> = randomMatrix(3, 6, 0, 1, using: &generator)
    let labels = [0, 3, 1]
    let gradient = network.inputGradient(images, labels: labels, of: kind)
    let step = 1e-5
    for row in 0..<3 {
      let difference = (0..<6).map { column in
        var (up, down) = (images, images)
        up[row, column] += step
        down[row, column] -= step
        let above = function(kind, Array(network.logits(up).row(row)), label: labels[row])
        let below = function(kind, Array(network.logits(down).row(row)), label: labels[row])
        return (above - below) / (2 * step)
      }
      #expect(relativeError(Array(gradient.row(row)), difference) < 1e-6)
    }
  }

  @Test("the loss gradient is parallel to the cross-entropy's")
  func lossGradient_crossEntropy_isParallel() throws {
    let network: Network<Double> = try network([6, 9, 4])
    var generator = SeededGenerator(seed: 3)
    let image: Matrix<Double> = randomMatrix(1, 6, using: &generator)
    let z = Array(network.logits(image).row(0))
    let wrong = 1 - exp(z[2]) / z.reduce(0) { $0 + exp($1) }
    let gradient = network.inputGradient(image, labels: [2], of: .loss).storage
    let step = 1e-5
    let crossEntropy = (0..<6).map { column in
      func loss(_ shift: Double) -> Double {
        var moved = image
        moved[0, column] += shift
        let z = Array(network.logits(moved).row(0))
        return log(z.reduce(0) { $0 + exp($1) }) - z[2]
      }
      return (loss(step) - loss(-step)) / (2 * step)
    }
    #expect(relativeError(gradient.map { wrong * $0 }, crossEntropy) < 1e-6)
  }

  @Test("saturated logits leave a float32 gradient with the direction it has in float64")
  func lossGradient_saturated_keepsItsDirection() throws {
    var wide: Network<Double> = try network([6, 9, 4])
    // Biases that push class 1 far above the others: p₁ rounds to 1.
    wide.parameters[wide.parameters.count - 3] += 300
    let narrow = Network<Float>(wide)
    var generator = SeededGenerator(seed: 4)
    let images: Matrix<Double> = randomMatrix(2, 6, using: &generator)
    let expected = wide.inputGradient(images, labels: [1, 1], of: .loss).storage
    let found = narrow.inputGradient(Matrix<Float>(images), labels: [1, 1], of: .loss).storage
    // Two layers of float32 products of magnitude 1; a softmax of logits rounded at 2e-8.
    #expect(relativeError(found.map { Double($0) }, expected) < 1e-5)
    #expect(expected.contains { abs($0) > 0.01 })
    let z = narrow.logits(Matrix<Float>(images))
    var errors = Matrix<Float>(rows: 2, columns: 4)
    z.withReadView { z in
      errors.withView { Float.crossEntropyError(z, labels: [1, 1], scale: 1, into: $0) }
    }
    #expect(errors.storage.allSatisfy { $0 == 0 })
  }

  @Test("chunks make no difference: 1 100 images give what each gives alone")
  func chunks_manyImages_equalSingleImages() throws {
    let network: Network<Double> = try network([5, 7, 3])
    var generator = SeededGenerator(seed: 5)
    let images: Matrix<Double> = randomMatrix(1100, 5, using: &generator)
    let labels = (0..<1100).map { $0 % 3 }
    let logits = network.logits(images)
    let gradient = network.inputGradient(images, labels: labels, of: .loss)
    let predictions = network.predictions(images)
    #expect(logits.rows == 1100 && gradient.rows == 1100 && predictions.count == 1100)
    for row in [0, 511, 512, 1023, 1024, 1099] {
      let alone = images.rows(row..<row + 1)
      #expect(relativeError(network.logits(alone).storage, Array(logits.row(row))) < 1e-14)
      let expected = network.inputGradient(alone, labels: [labels[row]], of: .loss).storage
      #expect(relativeError(expected, Array(gradient.row(row))) < 1e-14)
      #expect(network.predictions(alone) == [predictions[row]])
    }
  }

  @Test("no images give no logits, gradients or predictions")
  func chunks_noImages_areEmpty() throws {
    let network: Network<Float> = try network([5, 7, 3])
    let none = Matrix<Float>(rows: 0, columns: 5)
    #expect(network.logits(none).rows == 0 && network.predictions(none).isEmpty)
    #expect(network.inputGradient(none, labels: [], of: .margin).columns == 5)
  }

  @Test("ties go to the lowest class")
  func predictions_ties_areLowest() throws {
    let layers = Network<Double>.perceptron(sizes: [2, 3])
    let network = try Network<Double>(layers: layers, parameters: [0, 0, 0, 0, 0, 0, 1, 2, 2])
    let image = Matrix<Double>(rows: 1, columns: 2)
    #expect(network.predictions(image) == [1])
    #expect(network.inputGradient(image, labels: [1], of: .predictedLogit).storage == [0, 0])
  }

  @Test("a pass used for a large batch, then a small one, gives what a fresh one gives")
  func gradientPass_reused_equalsFresh() throws {
    let network: Network<Double> = try network([5, 7, 3])
    var generator = SeededGenerator(seed: 6)
    let images: Matrix<Double> = randomMatrix(8, 5, using: &generator)
    let pass = GradientPass(network, capacity: 8)
    images.withReadView { images in
      _ = pass.inputGradient(
        network, images, labels: [Int](repeating: 2, count: 8), of: .loss)
      let again = pass.inputGradient(network, images.rows(0..<2), labels: [0, 1], of: .margin)
      let small = GradientPass(network, capacity: 2)
      let fresh = small.inputGradient(network, images.rows(0..<2), labels: [0, 1], of: .margin)
      withExtendedLifetime(small) {
        #expect(again.gradient.matrix() == fresh.gradient.matrix())
        #expect(again.logits.matrix() == fresh.logits.matrix())
      }
    }
  }
}
