import MAGGeometry

/// What the claims are judged on: per-image and per-pair numbers of the four models.
public struct ClaimEvidence: Sendable {
  /// One model's numbers; images and pairs stand in the same order for every model.
  public struct Model: Sendable {
    /// c of each test image, nil where undefined.
    public var cosines: [Double?]
    /// Whether each test image is classified right when clean.
    public var clean: [Bool]
    /// For each radius above 0, whether each test image survives FGSM and PGD.
    public var fgsm: [[Bool]]
    public var pgd: [[Bool]]
    /// The angle in degrees of the first crossing of each pair, nil where there is none.
    public var angles: [Double?]

    public init(
      cosines: [Double?], clean: [Bool], fgsm: [[Bool]], pgd: [[Bool]], angles: [Double?]
    ) {
      self.cosines = cosines
      self.clean = clean
      self.fgsm = fgsm
      self.pgd = pgd
      self.angles = angles
    }
  }

  public var baseline: Model
  public var manifold: Model
  public var robust: Model
  public var manifoldRobust: Model
  /// The place of ε = 0.1 among the radii above 0, or nil if it is not in the grid.
  public var tenthIndex: Int?
  /// Of the bootstrap.
  public var seed: UInt64
}

/// The seven claims of the paper, judged by paired differences with bootstrap intervals.
///
/// A comparison is held (or not held) only where its 95 % interval excludes the contrary; a claim is
/// held if all its comparisons are, not held if one of them is not, and undecided otherwise.
/// Source: the paper's Figures 1-4 and their discussion.
public enum Claims {
  /// By how much "far above" must be: accuracy averaged over the radii.
  static let farMargin = 0.1
  /// "About 92 %" and "no useful robustness" in numbers.
  static let cleanRange = 0.91...0.93
  static let usefulAccuracy = 0.5

  public static func judge(_ evidence: ClaimEvidence) -> [Claim] {
    let (b, m) = (evidence.baseline, evidence.manifold)
    let (r, mr) = (evidence.robust, evidence.manifoldRobust)
    let seed = evidence.seed
    func difference(_ a: [Double?], _ b: [Double?]) -> Estimate? {
      Bootstrap.mean(
        of: zip(a, b).compactMap { a, b in a.flatMap { a in b.map { a - $0 } } }, seed: seed)
    }
    func gain(_ a: [[Bool]], _ b: [[Bool]]) -> Estimate? { difference(scores(a), scores(b)) }
    let angleRule = "mean paired difference of the first crossing's angle, in degrees"
    return [
      Claim(
        id: "i", statement: "On-manifold cosine: manifold > robust > baseline.",
        rule: "mean paired difference of cosines above 0",
        [
          .above(0, "manifold − robust", difference(m.cosines, r.cosines)),
          .above(0, "robust − baseline", difference(r.cosines, b.cosines)),
        ]),
      Claim(
        id: "ii", statement: "The manifold model is above the baseline under both attacks.",
        rule: "accuracy averaged over the radii above 0, paired difference above 0",
        [
          .above(0, "FGSM: manifold − baseline", gain(m.fgsm, b.fgsm)),
          .above(0, "PGD: manifold − baseline", gain(m.pgd, b.pgd)),
        ]),
      Claim(
        id: "iii", statement: "The robust model is far above the manifold model.",
        rule:
          "accuracy averaged over the radii above 0, paired difference above \(farMargin) (our margin)",
        [
          .above(farMargin, "FGSM: robust − manifold", gain(r.fgsm, m.fgsm)),
          .above(farMargin, "PGD: robust − manifold", gain(r.pgd, m.pgd)),
        ]),
      Claim(
        id: "iv",
        statement: "The manifold-robust model is above the robust one under FGSM, not under PGD.",
        rule: "accuracy averaged over the radii above 0: FGSM difference above 0, PGD below 0",
        [
          .above(0, "FGSM: manifold-robust − robust", gain(mr.fgsm, r.fgsm)),
          .below(0, "PGD: manifold-robust − robust", gain(mr.pgd, r.pgd)),
        ]),
      Claim(
        id: "v",
        statement: "Aligned models are crossed at larger angles (more orthogonally).",
        rule: angleRule + ", above 0, over the segments between test images of different classes "
          + "that both models cross",
        [
          .above(0, "manifold − baseline", difference(m.angles, b.angles)),
          .above(0, "robust − baseline", difference(r.angles, b.angles)),
          .above(0, "manifold-robust − baseline", difference(mr.angles, b.angles)),
        ]),
      Claim(
        id: "vi", statement: "The baseline reaches 92 % clean accuracy on projected MNIST.",
        rule:
          "clean accuracy (our tolerance) within \(cleanRange.lowerBound) and \(cleanRange.upperBound)",
        [
          .within(
            cleanRange, "baseline, clean",
            Bootstrap.mean(of: b.clean.map { $0 ? 1 : 0 }, seed: seed))
        ]),
      Claim(
        id: "vii", statement: "Alignment alone gives no useful robustness against PGD.",
        rule:
          "the manifold model's PGD accuracy at ε = 0.1 below \(usefulAccuracy) (our threshold; "
          + "the model's α was chosen for PGD accuracy)",
        [
          .below(
            usefulAccuracy, "manifold, PGD at ε = 0.1",
            evidence.tenthIndex.flatMap { index in
              Bootstrap.mean(of: m.pgd[index].map { $0 ? 1 : 0 }, seed: seed)
            })
        ]),
    ]
  }

  /// Each image's accuracy averaged over the radii.
  static func scores(_ survived: [[Bool]]) -> [Double?] {
    guard let first = survived.first else { return [] }
    return first.indices.map { image in
      Double(survived.count { $0[image] }) / Double(survived.count)
    }
  }
}
