import Foundation
import MAGData
import MAGFiles

/// The data of a paper run: MNIST and its manifold.
public struct PaperData: Sendable {
  public let data: DataSet
  public let manifold: Manifold
  /// A line for every figure if the data are not full MNIST; nil for full MNIST.
  public let notice: String?

  /// Loads the data and fits the manifold on the training images.
  ///
  /// - Parameters:
  ///   - source: which data.
  ///   - settings: how the manifold is fitted, and how many images are set aside.
  ///   - fallback: whether the embedded sample stands in for full MNIST that is not there.
  ///   - cache: where full MNIST is looked for.
  ///   - tell: told what happens.
  public init(
    _ source: DataSource, settings: PaperSettings, fallback: Bool = false,
    cache: URL = MNIST.standardCache(), tell: (PaperEvent) -> Void = { _ in }
  ) throws {
    do {
      data = try MNIST.load(source, cache: cache)
    } catch let failure as DataFailure where fallback && failure.kind == .unavailable {
      tell(.notice("full MNIST is not to be had: \(failure)"))
      data = try MNIST.load(.sample)
    }
    manifold = try Manifold.fit(
      data.train, reading: settings.reading, centering: settings.centering,
      components: settings.components)
    notice =
      data.provenance.isCanonical
      ? nil
      : "Not full MNIST: \(data.train.count) training and \(data.test.count) test images"
        + (data.provenance.source == "sample" ? " of the embedded sample" : "")
  }
}
