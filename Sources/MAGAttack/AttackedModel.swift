import MAGNetwork
import MAGNumerics

/// What a sweep needs of a classifier; the tests put hand-made classifiers in its place.
///
/// The views returned stay valid until the next call.
protocol AttackedModel<Element> {
  associatedtype Element: Scalar
  var inputDimension: Int { get }
  /// Logits [n, classes] and per-example input gradients [n, d] of a batch.
  func gradient(
    of images: MatrixView<Element>, labels: [Int], kind: GradientKind
  ) -> (logits: MatrixView<Element>, gradient: MatrixView<Element>)
  /// Logits [n, classes] of a batch: a forward pass and nothing else.
  func logits(of images: MatrixView<Element>) -> MatrixView<Element>
}

/// A network with the memory for batches of a fixed capacity.
struct NetworkModel<Element: Scalar>: AttackedModel {
  let network: Network<Element>
  let pass: GradientPass<Element>

  init(_ network: Network<Element>, capacity: Int) {
    self.network = network
    pass = GradientPass(network, capacity: capacity)
  }

  var inputDimension: Int { network.inputDimension }

  func gradient(
    of images: MatrixView<Element>, labels: [Int], kind: GradientKind
  ) -> (logits: MatrixView<Element>, gradient: MatrixView<Element>) {
    pass.inputGradient(network, images, labels: labels, of: kind)
  }

  func logits(of images: MatrixView<Element>) -> MatrixView<Element> {
    pass.logits(network, images)
  }
}

extension MatrixView {
  /// The class of row `row` of logits, the lowest at ties.
  func predictedClass(_ row: Int) -> Int { Element.largest(in: self.row(row), except: -1) }
}
