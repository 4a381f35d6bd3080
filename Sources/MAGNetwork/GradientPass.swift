import MAGNumerics

/// Reusable memory for forward passes and per-example input gradients of batches.
///
/// After the first gradient nothing is allocated that grows with the batch. The views returned stay
/// valid until the next call, and no longer than the pass lives: keep it in a variable. Results do
/// not depend on the number of threads. One pass serves one caller at a time.
public final class GradientPass<Element: Scalar> {
  /// The largest number of rows of a batch.
  public let capacity: Int
  private let outputs: ForwardPass<Element>
  /// Of each layer's input, and last of the logits; made for the first gradient.
  private var cotangents: [MatrixBuffer<Element>] = []
  /// The layers that take each layer's output, and last those that take the network's input; one
  /// that takes it twice is named twice.
  private let consumers: [[Int]]
  /// The cotangents of outputs, in the order of `consumers`, where several layers take them.
  private var joined: [MatrixBuffer<Element>?] = []

  /// - Cost: memory of capacity · (sum of the layers' widths) elements, as much again from the first
  ///   gradient on, and what sums and outputs with several consumers take; see
  ///   `Network.batchRows`.
  public init(_ network: Network<Element>, capacity: Int) {
    self.capacity = capacity
    let layers = network.layers
    outputs = ForwardPass(network, capacity: capacity, keepingOutputs: true)
    var consumers = [[Int]](repeating: [], count: layers.count + 1)
    for (index, sources) in network.sources.enumerated() {
      for source in sources { consumers[source < 0 ? layers.count : source].append(index) }
    }
    self.consumers = consumers
  }

  private func makeCotangents(_ layers: [any Layer], classCount: Int) {
    cotangents =
      layers.map { MatrixBuffer(capacity: capacity, columns: $0.inputCount) }
      + [MatrixBuffer(capacity: capacity, columns: classCount)]
    joined = consumers.map { users in
      guard users.count > 1, let user = users.first else { return nil }
      return MatrixBuffer(capacity: capacity, columns: layers[user].inputCount)
    }
  }

  /// The logits of a batch.
  ///
  /// - Shapes: images [n, d], n ≤ capacity; the result [n, classes].
  public func logits(
    _ network: Network<Element>, _ images: MatrixView<Element>
  ) -> MatrixView<Element> {
    precondition(images.columns == network.inputDimension, "images have another dimension")
    return network.withParameters { outputs.logits(network, $0, images) }
  }

  /// The logits and the per-example input gradients (not divided by n) of a batch.
  ///
  /// - Shapes: images [n, d], labels n, n ≤ capacity; logits [n, classes], gradient [n, d].
  public func inputGradient(
    _ network: Network<Element>, _ images: MatrixView<Element>, labels: [Int],
    of kind: GradientKind
  ) -> (logits: MatrixView<Element>, gradient: MatrixView<Element>) {
    precondition(images.columns == network.inputDimension, "images have another dimension")
    precondition(labels.count == images.rows, "one label an image")
    if cotangents.isEmpty { makeCotangents(network.layers, classCount: network.classCount) }
    let n = images.rows
    return network.withParameters { parameters in
      let logits = outputs.logits(network, parameters, images)
      let last = network.layers.count
      kind.cotangent(logits, labels: labels, into: cotangents[last].view(rows: n))
      for index in stride(from: last - 1, through: 0, by: -1) {
        let point = LayerPoint(
          input: outputs.input(of: index, network, images),
          output: outputs.output(of: index, network, n))
        network.layers[index].pullback(
          at: point, of: index == last - 1 ? cotangents[last].view(rows: n) : cotangent(index, n),
          parameters: parameters[index], into: cotangents[index].view(rows: n))
      }
      return (logits, cotangent(last, n))
    }
  }

  /// The cotangent of an output: that of its consumer's input, or the sum over several consumers.
  private func cotangent(_ output: Int, _ n: Int) -> MatrixView<Element> {
    let users = consumers[output]
    guard let joined = joined[output] else { return cotangents[users[0]].view(rows: n) }
    let sum = joined.view(rows: n)
    sum.copy(from: cotangents[users[0]].view(rows: n))
    for user in users.dropFirst() { Elementwise.add(cotangents[user].view(rows: n), to: sum) }
    return sum
  }
}

extension Network {
  /// The rows of a batch of at most `limit` for which a `GradientPass` keeps to 2²⁵ elements (128 MB
  /// in Float), but at least 16: how many images attacks and measurements handle at once.
  ///
  /// A function of the network alone, so results stay what they are; 512 rows of 784-1568-1568-10
  /// are within the bound, deep convolutional networks are not.
  public func batchRows(atMost limit: Int) -> Int {
    min(limit, max(16, Self.batchElements / layers.reduce(0) { $0 + $1.outputCount }))
  }
  private static var batchElements: Int { 1 << 24 }

  /// The input gradient of each example, [n, d], not divided by n.
  public func inputGradient(
    _ images: Matrix<Element>, labels: [Int], of kind: GradientKind
  ) -> Matrix<Element> {
    precondition(labels.count == images.rows, "one label an image")
    var result = Matrix<Element>(rows: images.rows, columns: inputDimension)
    let chunk = batchRows(atMost: min(512, images.rows))
    let pass = GradientPass(self, capacity: chunk)
    images.withReadView { view in
      for start in stride(from: 0, to: images.rows, by: max(1, chunk)) {
        let range = start..<min(start + chunk, images.rows)
        let gradient = pass.inputGradient(
          self, view.rows(range), labels: Array(labels[range]), of: kind
        ).gradient
        result.withView { $0.rows(range).copy(from: gradient) }
      }
    }
    return result
  }
}
