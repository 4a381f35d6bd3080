/// On which form of the images a network works.
public enum Inputs: String, Sendable, Codable, CaseIterable {
  /// Pixels as they are, in [0, 1].
  case raw
  /// Images projected on the manifold (PMNIST), whose pixels leave [0, 1].
  case projected

  /// The box an attacker is held to unless told otherwise: none for projected images, about a third
  /// of whose pixels lie outside [0, 1], and [0, 1] for raw ones.
  public var standardBox: BoxChoice { self == .raw ? .unit : .none }
}

/// Which values an attacked pixel may take, by name; `MeasurementSet.box` makes limits of it.
public enum BoxChoice: String, Sendable, Codable, CaseIterable {
  /// No limits.
  case none
  /// [0, 1].
  case unit
  /// Each pixel's range over the training images, in the form in which the network sees them.
  case data
}
