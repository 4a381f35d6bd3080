import MAG

extension Page {
  /// Begins the provenance of the page's figures: how to run the notebook.
  package func setCommand(number: String) {
    provenance = Provenance(
      command: ["scripts/notebooks"] + (isQuick ? ["--quick"] : []) + [number],
      configuration: .object([:]), seed: nil, images: nil, manifoldDigest: nil, checkpoints: [])
  }

  /// Says what the figures shown from here on were measured on, and with which settings.
  ///
  /// - Throws: as `OrderedJSON.encode`.
  public func cite(
    _ data: DataSet, _ manifold: Manifold, settings: some Encodable, seed: UInt64? = nil
  ) throws {
    let record = DataRecord(data.provenance, split: .test, count: data.test.count)
    provenance?.configuration = try JSONValue(encoding: settings)
    provenance?.seed = seed
    provenance?.images = Provenance.Images(source: record.source, record.digests)
    provenance?.manifoldDigest = manifold.digest
  }

  /// The same of a run of the paper.
  public func cite(_ paper: PaperData, _ settings: PaperSettings) throws {
    try cite(paper.data, paper.manifold, settings: settings, seed: settings.seed)
  }

  /// Says which networks the figures shown from here on were measured on.
  public func cite(_ models: [PaperModel]) { cite(models.map { ($0.name, $0.checkpoint) }) }

  /// The same of any checkpoints, with what the figures call them.
  public func cite(_ checkpoints: [(name: String, file: Checkpoint)]) {
    provenance?.checkpoints = checkpoints.map {
      Provenance.File(name: $0.name, path: $0.file.fileName, sha256: $0.file.sha256)
    }
  }
}
