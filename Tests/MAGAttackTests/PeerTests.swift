import Foundation
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGAttack

/// What Fixtures/make_attacks.py wrote: attacks of PyTorch and torchattacks in float64.
struct PeerAttacks: Decodable {
  struct Curves: Decodable {
    let epsilons: [Double]
    let any: [Int]
    let last: [Int]
    let fgsm: [Int]
  }
  let sizes: [Int]
  let count: Int
  let steps: Int
  let epsilon: Double
  let parameters: [Double]
  let images: [Double]
  let labels: [Int]
  let targets: [Int]
  let pgd: [Double]
  let pgdTargeted: [Double]
  let pgdL2: [Double]
  let torchattacksPgdUnitBox: [Double]
  let torchattacksFgsmUnitBox: [Double]
  let curves: Curves

  static func load() throws -> PeerAttacks {
    let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      PeerAttacks.self, from: Data(contentsOf: folder.appendingPathComponent("attacks.json")))
  }

  func network() throws -> Network<Double> {
    try Network(layers: Network<Double>.perceptron(sizes: sizes), parameters: parameters)
  }

  func subjects() throws -> AttackedImages<Double> {
    try AttackedImages(matrix(images), labels: labels)
  }

  func matrix(_ values: [Double]) -> Matrix<Double> {
    Matrix(rows: count, columns: sizes[0], storage: values)
  }
}

@Suite("Agreement with PyTorch and torchattacks in float64") struct PeerTests {
  /// Steps are additions of equal numbers; a sign that rounding turned would show as 0.02.
  static let tolerance = 1e-9
  let peer: PeerAttacks

  init() throws { peer = try PeerAttacks.load() }

  private func attack(_ norm: ThreatModel.Norm = .linf, box: ThreatModel.Box = .none) -> PGD {
    PGD(
      threat: ThreatModel(
        norm: norm, epsilon: norm == .linf ? peer.epsilon : 3 * peer.epsilon, box: box),
      steps: peer.steps)
  }

  @Test("final iterates of PGD in l∞") func pgd_linf_matches() throws {
    let ours = try attack().adversarials(of: peer.network(), on: peer.subjects())
    #expect(ours.distance(to: peer.matrix(peer.pgd)) < Self.tolerance)
  }

  @Test("final iterates of targeted PGD") func pgd_targeted_matches() throws {
    var attack = attack()
    attack.goal = .targeted
    let ours = try attack.adversarials(
      of: peer.network(), on: peer.subjects(), targets: peer.targets)
    #expect(ours.distance(to: peer.matrix(peer.pgdTargeted)) < Self.tolerance)
  }

  @Test("final iterates of PGD in l2") func pgd_l2_matches() throws {
    let ours = try attack(.l2).adversarials(of: peer.network(), on: peer.subjects())
    #expect(ours.distance(to: peer.matrix(peer.pgdL2)) < Self.tolerance)
  }

  @Test("torchattacks' PGD in the unit box") func pgd_unitBox_matchesTorchattacks() throws {
    let ours = try attack(box: .unit).adversarials(of: peer.network(), on: peer.subjects())
    #expect(ours.distance(to: peer.matrix(peer.torchattacksPgdUnitBox)) < Self.tolerance)
  }

  @Test("torchattacks' FGSM in the unit box") func fgsm_unitBox_matchesTorchattacks() throws {
    let ours = try FGSM(threat: ThreatModel(epsilon: peer.epsilon, box: .unit)).adversarials(
      of: peer.network(), on: peer.subjects(), epsilons: [peer.epsilon])
    #expect(ours[0].distance(to: peer.matrix(peer.torchattacksFgsmUnitBox)) < Self.tolerance)
  }

  @Test("the counts of all three kinds of curve") func curves_counts_match() throws {
    let (network, subjects) = (try peer.network(), try peer.subjects())
    let grid = peer.curves.epsilons
    let any = try attack().curve(of: network, on: subjects, epsilons: grid, count: .any)
    let last = try attack().curve(of: network, on: subjects, epsilons: grid, count: .last)
    let fgsm = try FGSM(threat: attack().threat).curve(of: network, on: subjects, epsilons: grid)
    #expect(any.points.map(\.correct) == peer.curves.any)
    #expect(last.points.map(\.correct) == peer.curves.last)
    #expect(fgsm.points.map(\.correct) == peer.curves.fgsm)
  }
}
