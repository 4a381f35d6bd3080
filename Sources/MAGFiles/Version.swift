/// The name and version of this software, as results and checkpoints record it.
public enum Tool {
  public static let version = "0.1.0"
  /// For example `mag 0.1.0`.
  public static let name = "mag \(version)"
}
