import MAGGeometry

/// What is kept of the lines of one network and family until they are summarised.
///
/// Memory: about 40 bytes a line and 48 a crossing.
struct AtlasTally {
  let classCount: Int
  private(set) var method = PathMethod.exact
  private(set) var lines = 0
  private(set) var withoutCrossing = 0
  private(set) var unchanged = 0
  private(set) var identicalEnds = 0
  private(set) var misclassifiedStarts = 0
  private(set) var misclassifiedEnds = 0
  private(set) var crossingsOfLine: [Int] = []
  private(set) var kinksOfLine: [Int] = []
  /// The first crossing's angle of each line that has a crossing; nil where it is undefined.
  private(set) var firstAngles: [Double?] = []
  /// Of all crossings, in order; nil where undefined.
  private(set) var angles: [Double?] = []
  private(set) var alignments: [Double?] = []
  private(set) var inManifoldCosines: [Double?] = []
  /// Row (from, to) of a square: the defined angles of the crossings from one class to another.
  private(set) var anglesOfClasses: [[Double]]
  private(set) var crossingsOfClasses: [Int]
  private(set) var largestIdentityDeviation: Double?
  private(set) var identityCount = 0
  private(set) var certificates: [LineCertificate] = []

  init(classCount: Int) {
    self.classCount = classCount
    anglesOfClasses = Array(repeating: [], count: classCount * classCount)
    crossingsOfClasses = Array(repeating: 0, count: classCount * classCount)
  }

  mutating func add(_ record: AtlasRecord) {
    let line = record.result
    method = line.method
    lines += 1
    if line.crossings.isEmpty { withoutCrossing += 1 }
    if line.startClass == line.endClass { unchanged += 1 }
    if line.status == .identicalEnds { identicalEnds += 1 }
    if line.startClass != line.from.label { misclassifiedStarts += 1 }
    if line.endClass != line.to.label { misclassifiedEnds += 1 }
    crossingsOfLine.append(line.crossings.count)
    if let pieces = line.pieces { kinksOfLine.append(pieces - 1) }
    if let first = line.crossings.first { firstAngles.append(first.angleDegrees) }
    for crossing in line.crossings { add(crossing) }
    if let certificate = record.result.certificate { certificates.append(certificate) }
  }

  private mutating func add(_ crossing: Crossing) {
    angles.append(crossing.angleDegrees)
    alignments.append(crossing.alignment)
    inManifoldCosines.append(crossing.inManifoldCosine)
    let place = crossing.fromClass * classCount + crossing.toClass
    crossingsOfClasses[place] += 1
    guard let angle = crossing.angleDegrees else { return }
    anglesOfClasses[place].append(angle)
    if let alignment = crossing.alignment, let cosine = crossing.inManifoldCosine {
      let deviation = abs(AtlasMath.sine(degrees: angle) - alignment * cosine)
      largestIdentityDeviation = max(largestIdentityDeviation ?? 0, deviation)
      identityCount += 1
    }
  }
}
