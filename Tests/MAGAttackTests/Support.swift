import Foundation
import MAGNetwork
import MAGNumerics

@testable import MAGAttack

/// A small ReLU network and images that are right, wrong, near and far from its boundaries.
struct Example<Element: Scalar> {
  let network: Network<Element>
  let subjects: AttackedImages<Element>

  init(seed: UInt64 = 1, count: Int = 30, sizes: [Int] = [9, 14, 12, 4]) throws {
    var generator = SeededGenerator(seed: seed)
    var network = try Network<Element>(
      layers: Network<Element>.perceptron(sizes: sizes), initialization: .he, using: &generator)
    let images = Matrix<Element>(
      rows: count, columns: sizes[0],
      storage: (0..<count * sizes[0]).map { _ in Element(generator.uniform()) })
    // Centred logits: all classes occur and boundaries are close by.
    let classes = network.classCount
    let logits = network.logits(images)
    for column in 0..<classes {
      let mean = (0..<count).reduce(Element(0)) { $0 + logits[$1, column] } / Element(count)
      network.parameters[network.parameters.count - classes + column] -= mean
    }
    var labels = network.predictions(images)
    for row in stride(from: 3, to: count, by: 7) { labels[row] = (labels[row] + 1) % classes }
    self.network = network
    subjects = try AttackedImages(images, labels: labels)
  }
}

/// A network of one dense layer: logits = x Wᵀ + b.
func linear(_ weight: [[Double]], bias: [Double]) throws -> Network<Double> {
  try Network(
    layers: Network<Double>.perceptron(sizes: [weight[0].count, weight.count]),
    parameters: weight.flatMap { $0 } + bias)
}

/// Cross-entropy by its definition, for one row of logits.
func crossEntropy(_ logits: ArraySlice<Double>, label: Int) -> Double {
  let values = Array(logits)
  return log(values.reduce(0) { $0 + exp($1) }) - values[label]
}

/// PGD in the plainest way: one image at a time, every iterate kept, the first one the start.
func plainIterates(
  _ network: Network<Double>, _ image: Matrix<Double>, label: Int, index: Int, restart: Int,
  _ settings: PGD
) -> [Matrix<Double>] {
  let epsilon = settings.threat.epsilon
  var x = image
  if settings.start == .uniform {
    var generator = SeededGenerator(
      seed: settings.seed, stream: UInt64(index), epsilon.bitPattern, UInt64(restart))
    for i in 0..<image.columns { x[0, i] += generator.uniform(-epsilon, epsilon) }
  }
  var path = [x]
  for _ in 0..<settings.steps {
    let gradient = network.inputGradient(x, labels: [label], of: settings.gradient)
    for i in 0..<image.columns {
      let sign: Double = gradient[0, i] > 0 ? 1 : gradient[0, i] < 0 ? -1 : 0
      let moved = x[0, i] + 2.5 * epsilon / Double(settings.steps) * sign
      x[0, i] = min(max(moved, image[0, i] - epsilon), image[0, i] + epsilon)
    }
    path.append(x)
  }
  return path
}

/// Images right at each radius by the naive sweep: every image, radius, restart and step.
func plainCounts(
  _ example: Example<Double>, _ settings: PGD, epsilons: [Double], rule: CountRule
) -> [Int] {
  let (network, subjects) = (example.network, example.subjects)
  var counts: [Int] = []
  var brokenBefore = Set<Int>()
  for epsilon in epsilons {
    var settings = settings
    settings.threat.epsilon = epsilon
    var broken = rule == .any ? brokenBefore : []
    for row in 0..<subjects.count {
      let image = subjects.images.rows(row..<row + 1)
      if network.predictions(image)[0] != subjects.labels[row] { broken.insert(row) }
      for restart in 0..<settings.restarts where epsilon > 0 {
        let path = plainIterates(
          network, image, label: subjects.labels[row], index: subjects.indices[row],
          restart: restart, settings)
        let judged = rule == .any ? path : path.suffix(1)
        if judged.contains(where: { network.predictions($0)[0] != subjects.labels[row] }) {
          broken.insert(row)
        }
      }
    }
    counts.append(subjects.count - broken.count)
    brokenBefore = broken
  }
  return counts
}

extension Matrix {
  /// The largest absolute difference to a matrix of the same shape.
  func distance(to other: Matrix) -> Element {
    zip(storage, other.storage).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}
