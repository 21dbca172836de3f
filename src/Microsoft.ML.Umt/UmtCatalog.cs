using Microsoft.ML.Runtime;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML;

/// <summary>Components of the Unmasked Teacher that fit none of ML.NET's own catalogs; <c>mlContext.Umt()</c>.</summary>
public sealed class UmtCatalog
{
    internal UmtCatalog(IHostEnvironment environment) => (Environment, Trainers) = (environment, new UmtTrainers(environment));

    internal IHostEnvironment Environment { get; }

    /// <summary>Trainers of whole encoders.</summary>
    public UmtTrainers Trainers { get; }

    /// <summary>The trainers of <see cref="UmtCatalog"/>.</summary>
    public sealed class UmtTrainers
    {
        private readonly IHostEnvironment _environment;

        internal UmtTrainers(IHostEnvironment environment) => _environment = environment;

        /// <summary>Pretrains a video encoder on videos without labels, under an image model as its teacher.</summary>
        /// <param name="teacher">The teacher, for example <c>ImageTeacherSource.FromClip("vit_b16.pth")</c>.</param>
        /// <param name="student">Name of the video model that learns, see <see cref="ModelPresets"/>.</param>
        /// <param name="videoColumnName">Name of the video column, see <c>mlContext.Transforms.LoadVideos</c>.</param>
        /// <param name="outputColumnName">Name of the feature column that the fitted transformer adds.</param>
        /// <param name="epochs">Passes over the videos.</param>
        /// <param name="workspaceFolder">Folder for training checkpoints, from which an interrupted training goes on; null for none.</param>
        /// <exception cref="ArgumentException">There is no such student, a name is empty, or teacher and student do not go together.</exception>
        public MaskedTeacherTrainer MaskedTeacher(
            ImageTeacherSource teacher,
            string student = "umt-b16",
            string videoColumnName = "Video",
            string outputColumnName = "Features",
            int epochs = 200,
            string? workspaceFolder = null)
        {
            ArgumentNullException.ThrowIfNull(teacher);
            return MaskedTeacher(new MaskedTeacherOptions
            {
                Teacher = teacher,
                Student = ModelPresets.Get(student),
                VideoColumnName = videoColumnName,
                OutputColumnName = outputColumnName,
                Epochs = epochs,
                WorkspaceFolder = workspaceFolder,
            });
        }

        /// <summary>Pretrains a video encoder with all options.</summary>
        /// <param name="options">The options; they are copied.</param>
        /// <exception cref="ArgumentException">Two options contradict each other.</exception>
        public MaskedTeacherTrainer MaskedTeacher(MaskedTeacherOptions options) => new(_environment, options);
    }
}
