import Foundation
import MAGData
import MAGFigures
import MAGFiles

/// The command line behind a paper run, as its figures record it.
public struct PaperOrigin: Sendable {
  /// From `mag` on; files relative to the output folder.
  public var command: [String]
  /// The folder or archive of the data relative to the output folder; nil for MNIST.
  public var source: String?

  public init(command: [String] = ["mag", "figures"], source: String? = nil) {
    self.command = command
    self.source = source
  }
}

extension PaperRun {
  /// Where the numbers of one of the run's figures come from.
  ///
  /// - Parameter models: those whose numbers the figure shows.
  func provenance(of models: [PaperModel]) throws -> Provenance {
    let record = DataRecord(data.data.provenance, split: .test, count: data.data.test.count)
    return Provenance(
      command: origin.command, configuration: try JSONValue(encoding: settings),
      seed: settings.seed,
      images: Provenance.Images(source: origin.source ?? record.source, record.digests),
      manifoldDigest: data.manifold.digest,
      checkpoints: models.map { model in
        Provenance.File(
          name: model.name,
          path: RecordedPath.of(
            modelFolder.appendingPathComponent(model.checkpoint.fileName), from: output),
          sha256: model.checkpoint.sha256)
      })
  }
}
