import MAGFiles

/// Where a figure's numbers come from: enough to make them again, and to tell whether they would
/// still come out the same.
///
/// Holds no time, no machine and no absolute path: files are named relative to the folder of the
/// figure's data.
public struct Provenance: Codable, Sendable, Equatable {
  /// A file that something was made of.
  public struct File: Codable, Sendable, Equatable {
    /// What the figure calls it, e.g. a model's name.
    public var name: String
    /// Relative to the folder of the figure's data, or a bare name for a file known by its digest
    /// alone.
    public var path: String
    /// Of its bytes, in lower-case hexadecimal.
    public var sha256: String

    public init(name: String, path: String, sha256: String) {
      self.name = name
      self.path = path
      self.sha256 = sha256
    }
  }

  /// The images that were measured.
  public struct Images: Codable, Sendable, Equatable {
    /// As `--data` takes it: `full`, `sample`, or a folder or archive relative to the figure's data.
    public var source: String
    /// The data set's files with the digests that results record.
    public var files: [File]

    public init(source: String, files: [File]) {
      self.source = source
      self.files = files
    }
  }

  /// The software that measured, for example `mag 0.1.0`.
  public var tool: String
  /// The words of the command line that measured, its files relative to the figure's data.
  public var command: [String]
  /// Every option in force.
  public var configuration: JSONValue
  public var seed: UInt64?
  public var images: Images?
  /// The digest of the manifold measured against.
  public var manifoldDigest: String?
  public var checkpoints: [File]

  public init(
    tool: String = Tool.name, command: [String], configuration: JSONValue, seed: UInt64?,
    images: Images?, manifoldDigest: String?, checkpoints: [File]
  ) {
    self.tool = tool
    self.command = command
    self.configuration = configuration
    self.seed = seed
    self.images = images
    self.manifoldDigest = manifoldDigest
    self.checkpoints = checkpoints
  }
}
