/// What an atlas is busy with.
public enum AtlasStage: String, Sendable, CaseIterable {
  /// Taking over what a lines file holds already.
  case reading
  /// Making adversarial images.
  case attack
  /// Walking lines, certificates included.
  case walk
  /// Writing records.
  case writing
  /// Bootstrap and summaries.
  case summary
}

/// How far an atlas has come; reported whenever a stage begins and after every chunk.
public struct AtlasProgress: Sendable, Equatable {
  public var checkpoint: String
  public var family: AtlasFamily
  public var stage: AtlasStage
  /// Lines of this network and family that are done, and all of them.
  public var done: Int
  public var total: Int
}

/// Called by an atlas on the thread that started it; throwing ends the run.
public typealias AtlasObserver = (AtlasProgress) throws -> Void
