import MAGFiles

/// Where a figure's numbers come from: enough to make them again, and to tell whether they would
/// still come out the same.
///
/// Holds no time, no machine and no absolute path: files are named relative to the folder of the
/// figure's data (see `RecordedPath`). Options that only style a figure or run a command (formats,
/// palettes, threads) leave no trace: the same measurement has the same provenance, however drawn.
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

  /// The images that were measured, and those that the manifold was fitted on.
  public struct Images: Codable, Sendable, Equatable {
    /// An array of the data set, by its content: files differ in compression and name.
    public struct Array: Codable, Sendable, Equatable {
      /// `train_images`, `train_labels`, `test_images` or `test_labels`.
      public var name: String
      /// Of the uncompressed file, as results record it.
      public var sha256: String

      public init(name: String, sha256: String) {
        self.name = name
        self.sha256 = sha256
      }
    }

    /// As `--data` takes it: `full`, `sample`, or a folder or archive relative to the figure's data.
    public var source: String
    public var files: [Array]

    public init(source: String, files: [Array]) {
      self.source = source
      self.files = files
    }
  }

  /// The software that measured, for example `mag 0.1.0`.
  public var tool: String
  /// The command line that measured, from `mag` on: its files, relative to the figure's data, then
  /// the options that decide what is measured, in the order given.
  public var command: [String]
  /// Every option in force, as results record it.
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
