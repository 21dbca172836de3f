using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Runtime;

/// <summary>People search the page for the sentence on their screen, so it must hold the sentences that the library gives.</summary>
public class TroubleshootingPageTests
{
    public static TheoryData<string> Sentences =>
    [
        NativeLibraryErrors.LibTorchMissing("libtorch_cpu.so"),
        NativeLibraryErrors.TorchSharpMissing("libLibTorchSharp.so"),
        NativeLibraryErrors.FolderWithoutLibTorch("<folder>", "libtorch_cpu.so"),
        NativeLibraryErrors.TwoLibTorches("<folder>", "<application>"),
        NativeLibraryErrors.DoesNotLoad("<file>", "<reason>"),
        NativeLibraryErrors.GpuMissing(0, 0),
        NativeLibraryErrors.GpuMissing(2, 2),
        new FfmpegNotFoundException("ffprobe", folder: null, innerException: null).Message,
        new VideoDecodeException("<name>", VideoDecodeError.NotFound, "<reason>").Message,
    ];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void HoldsTheSentence(string sentence)
    {
        var page = Path.Combine(SharedData.RepositoryRoot ?? throw new InvalidOperationException("The tests run outside the repository."), "docs", "troubleshooting.md");
        Assert.Contains(sentence, File.ReadAllText(page));
    }
}
