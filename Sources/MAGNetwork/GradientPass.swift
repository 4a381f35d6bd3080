import MAGNumerics

/// Reusable memory for forward passes and per-example input gradients of batches.
///
/// Nothing is allocated per call that grows with the batch. The views returned stay valid until the
/// next call, and no longer than the pass lives: keep it in a variable. Results do not depend on the
/// number of threads. One pass serves one caller at a time.
public final class GradientPass<Element: Scalar> {
  /// The largest number of rows of a batch.
  public let capacity: Int
  private let outputs: [MatrixBuffer<Element>]
  /// Of each layer's input, and last of the logits.
  private let cotangents: [MatrixBuffer<Element>]
  /// The sum that is the input of a layer with several sources.
  private let sums: [MatrixBuffer<Element>?]
  /// The layers that take each layer's output, and last those that take the network's input; one
  /// that takes it twice is named twice.
  private let consumers: [[Int]]
  /// The cotangents of outputs, in the order of `consumers`, where several layers take them.
  private let joined: [MatrixBuffer<Element>?]

  /// - Cost: memory of 2 · capacity · (sum of the layers' widths) elements, and as much as the sums
  ///   and the outputs with several consumers take.
  public init(_ network: Network<Element>, capacity: Int) {
    self.capacity = capacity
    let layers = network.layers
    outputs = layers.map { MatrixBuffer(capacity: capacity, columns: $0.outputCount) }
    cotangents =
      layers.map { MatrixBuffer(capacity: capacity, columns: $0.inputCount) }
      + [MatrixBuffer(capacity: capacity, columns: network.classCount)]
    sums = layers.indices.map { index in
      network.sources[index].count == 1
        ? nil : MatrixBuffer(capacity: capacity, columns: layers[index].inputCount)
    }
    var consumers = [[Int]](repeating: [], count: layers.count + 1)
    for (index, sources) in network.sources.enumerated() {
      for source in sources { consumers[source < 0 ? layers.count : source].append(index) }
    }
    self.consumers = consumers
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
    return network.withParameters { forward(network, $0, images) }
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
    let n = images.rows
    return network.withParameters { parameters in
      let logits = forward(network, parameters, images)
      let last = network.layers.count
      kind.cotangent(logits, labels: labels, into: cotangents[last].view(rows: n))
      for index in stride(from: last - 1, through: 0, by: -1) {
        let point = LayerPoint(
          input: input(of: index, network, images), output: outputs[index].view(rows: n))
        network.layers[index].pullback(
          at: point, of: index == last - 1 ? cotangents[last].view(rows: n) : cotangent(index, n),
          parameters: parameters[index], into: cotangents[index].view(rows: n))
      }
      return (logits, cotangent(last, n))
    }
  }

  private func forward(
    _ network: Network<Element>, _ parameters: [UnsafeMutableBufferPointer<Element>],
    _ images: MatrixView<Element>
  ) -> MatrixView<Element> {
    let n = images.rows
    for (index, layer) in network.layers.enumerated() {
      let input = input(of: index, network, images)
      if sums[index] != nil {
        for (place, source) in network.sources[index].enumerated() {
          let summand = source < 0 ? images : outputs[source].view(rows: n)
          if place == 0 { input.copy(from: summand) } else { Elementwise.add(summand, to: input) }
        }
      }
      layer.forward(input, parameters: parameters[index], into: outputs[index].view(rows: n))
    }
    return outputs[network.layers.count - 1].view(rows: n)
  }

  /// Where a layer finds its input: its source's output, or the sum of several.
  private func input(
    of layer: Int, _ network: Network<Element>, _ images: MatrixView<Element>
  ) -> MatrixView<Element> {
    if let sum = sums[layer] { return sum.view(rows: images.rows) }
    let source = network.sources[layer][0]
    return source < 0 ? images : outputs[source].view(rows: images.rows)
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
  /// Rows handled at once by the convenience calls below: large enough for full speed of the
  /// products, small enough that memory does not grow with the number of images.
  static var chunk: Int { 512 }

  /// The logits [n, classes] of images [n, d].
  public func logits(_ images: Matrix<Element>) -> Matrix<Element> {
    var result = Matrix<Element>(rows: images.rows, columns: classCount)
    forEachChunk(images) { pass, rows, range in
      let logits = pass.logits(self, rows)
      result.withView { $0.rows(range).copy(from: logits) }
    }
    return result
  }

  /// The class of the largest logit of each image, the lowest index at ties.
  public func predictions(_ images: Matrix<Element>) -> [Int] {
    var result: [Int] = []
    result.reserveCapacity(images.rows)
    forEachChunk(images) { pass, rows, _ in
      let logits = pass.logits(self, rows)
      for r in 0..<logits.rows { result.append(Element.largest(in: logits.row(r), except: -1)) }
    }
    return result
  }

  /// The input gradient of each example, [n, d], not divided by n.
  public func inputGradient(
    _ images: Matrix<Element>, labels: [Int], of kind: GradientKind
  ) -> Matrix<Element> {
    precondition(labels.count == images.rows, "one label an image")
    var result = Matrix<Element>(rows: images.rows, columns: inputDimension)
    forEachChunk(images) { pass, rows, range in
      let gradient = pass.inputGradient(self, rows, labels: Array(labels[range]), of: kind).gradient
      result.withView { $0.rows(range).copy(from: gradient) }
    }
    return result
  }

  private func forEachChunk(
    _ images: Matrix<Element>,
    _ body: (GradientPass<Element>, MatrixView<Element>, Range<Int>) -> Void
  ) {
    guard images.rows > 0 else { return }
    let pass = GradientPass(self, capacity: min(Self.chunk, images.rows))
    images.withReadView { view in
      for start in stride(from: 0, to: images.rows, by: Self.chunk) {
        let range = start..<min(start + Self.chunk, images.rows)
        body(pass, view.rows(range), range)
      }
    }
  }
}
