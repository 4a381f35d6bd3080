/// The paper's four training objectives, L the cross-entropy and r the alignment ratio.
public enum Objective: String, Sendable, Codable, CaseIterable {
  /// E[L(x)].
  case baseline
  /// E[L(x) + α r].
  case manifold
  /// E[L(x + δ)] with δ from PGD.
  case robust
  /// E[L(x + δ) + α r], r at the perturbed or the clean point.
  case manifoldRobust = "manifold-robust"

  /// Whether training inputs are attacked.
  public var isAdversarial: Bool { self == .robust || self == .manifoldRobust }
  /// Whether the manifold term is part of it.
  public var hasPenalty: Bool { self == .manifold || self == .manifoldRobust }
}

/// Where an adversarial objective evaluates its manifold term.
public enum PenaltyPoint: String, Sendable, Codable, CaseIterable {
  case perturbed, clean
}
