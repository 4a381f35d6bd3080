// swift-tools-version: 6.0
import PackageDescription

// System libraries come from Debian or Ubuntu packages; scripts/bootstrap installs them.
let package = Package(
  name: "mag",
  products: [
    .library(name: "MAG", targets: ["MAG"]),
    .executable(name: "mag", targets: ["mag"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "3.12.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    // C libraries: module maps and shims, no logic.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CNumerics"),

    // The library, from the bottom up.
    .target(name: "MAGNumerics", dependencies: ["COpenBLAS", "CNumerics"]),
    .target(
      name: "MAGFiles",
      dependencies: ["CZlib", .product(name: "Crypto", package: "swift-crypto")]),
    .target(
      name: "MAGData", dependencies: ["MAGNumerics", "MAGFiles"],
      resources: [.copy("Resources/sample")]),
    .target(
      name: "MAGNetwork",
      dependencies: ["MAGNumerics", "MAGFiles", .product(name: "Yams", package: "Yams")]),
    .target(name: "MAGAttack", dependencies: ["MAGNumerics", "MAGFiles", "MAGNetwork"]),
    .target(
      name: "MAGGeometry", dependencies: ["CNumerics", "MAGNumerics", "MAGFiles", "MAGNetwork"]),
    .target(
      name: "MAGTraining",
      dependencies: ["MAGNumerics", "MAGFiles", "MAGData", "MAGNetwork", "MAGAttack"]),
    .target(name: "CPNGShim", dependencies: ["CPNG"]),
    .target(name: "MAGFigures", dependencies: ["CCairo", "CPNGShim", "MAGFiles"]),
    .target(
      name: "MAGStudy",
      dependencies: [
        "MAGNumerics", "MAGFiles", "MAGData", "MAGNetwork", "MAGAttack", "MAGGeometry",
        "MAGTraining", "MAGFigures",
      ]),
    .target(
      name: "MAGReport",
      dependencies: [
        "MAGNumerics", "MAGFiles", "MAGData", "MAGAttack", "MAGGeometry", "MAGFigures", "MAGStudy",
      ]),
    .target(
      name: "MAG",
      dependencies: [
        "MAGNumerics", "MAGFiles", "MAGData", "MAGNetwork", "MAGAttack", "MAGGeometry",
        "MAGTraining", "MAGFigures", "MAGStudy", "MAGReport",
      ]),
    .executableTarget(
      name: "mag",
      dependencies: [
        "MAG",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),

    // One test target a module; tests that need fixtures carry the scripts that made them.
    .testTarget(
      name: "MAGNumericsTests", dependencies: ["MAGNumerics"], resources: [.copy("Fixtures")]),
    .testTarget(
      name: "MAGFilesTests", dependencies: ["MAGFiles", "CZlib"]),
    .testTarget(
      name: "MAGDataTests", dependencies: ["MAGData", "MAGNumerics", "MAGFiles"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "MAGNetworkTests", dependencies: ["MAGNetwork", "MAGNumerics", "MAGFiles"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "MAGAttackTests", dependencies: ["MAGAttack", "MAGNetwork", "MAGNumerics", "MAGFiles"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "MAGGeometryTests",
      dependencies: ["MAGGeometry", "MAGNetwork", "MAGNumerics", "MAGFiles"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "MAGTrainingTests",
      dependencies: ["MAGTraining", "MAGNetwork", "MAGNumerics", "MAGFiles"]),
    .testTarget(
      name: "MAGFiguresTests", dependencies: ["MAGFigures", "CPNGShim", "MAGFiles"],
      exclude: ["Snapshots"]),
    .testTarget(
      name: "MAGStudyTests", dependencies: ["MAG"]),
    .testTarget(
      name: "MAGReportTests", dependencies: ["MAG"]),
    .testTarget(
      name: "MAGFuzzTests", dependencies: ["MAG"], resources: [.copy("Corpus")]),
    .testTarget(
      name: "magTests",
      dependencies: [
        "mag", "MAG", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
