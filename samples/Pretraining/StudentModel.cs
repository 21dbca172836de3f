using Microsoft.ML.Umt.Modeling;

namespace Pretraining;

/// <summary>The student: a preset, with the sizes that the command line changes.</summary>
internal static class StudentModel
{
    private const string ForOwnClips = "umt-xs16", ForUsersClips = "umt-ti16";

    public static ModelPreset Choose(SampleArguments arguments)
    {
        var preset = ModelPresets.Get(arguments.Student ?? (arguments.MakesClips ? ForOwnClips : ForUsersClips));
        var video = preset.Video ?? throw new ArgumentException($"'{preset.Name}' is an image model; the student is to be a video model.");
        return preset with
        {
            Video = video with
            {
                ImageSize = arguments.ImageSize ?? video.ImageSize,
                Frames = arguments.Frames ?? video.Frames,
                TubeletSize = arguments.Tubelet ?? video.TubeletSize,
                Depth = arguments.Depth ?? video.Depth,
            },
        };
    }
}
