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

    /// <summary>Trainers of whole models.</summary>
    public UmtTrainers Trainers { get; }

    /// <summary>Scores videos against words with a trained video-text model.</summary>
    /// <param name="checkpointPath">The weights: the authors' files, or what <see cref="VideoTextTransformer.SaveCheckpoint"/> writes.</param>
    /// <param name="vocabularyPath">The word pieces: <c>vocab.txt</c> of bert-base-uncased for the published models.</param>
    /// <param name="model">Name of the model, see <see cref="VideoTextPresets"/>.</param>
    /// <param name="videoColumnName">Name of the video column, see <c>mlContext.Transforms.LoadVideos</c>.</param>
    /// <param name="captionColumnName">Name of the caption column; it need not exist, and then only videos are embedded.</param>
    /// <exception cref="ArgumentException">There is no such model, or the vocabulary is none.</exception>
    /// <exception cref="FileNotFoundException">There is no such vocabulary.</exception>
    public VideoTextScoringEstimator ScoreVideoText(
        string checkpointPath,
        string vocabularyPath,
        string model = "umt-vt-b16",
        string videoColumnName = "Video",
        string captionColumnName = "Caption") =>
        ScoreVideoText(new VideoTextScoringOptions
        {
            CheckpointPath = checkpointPath,
            VocabularyPath = vocabularyPath,
            Model = VideoTextPresets.Get(model),
            VideoColumnName = videoColumnName,
            CaptionColumnName = captionColumnName,
        });

    /// <summary>Scores videos against words with all options.</summary>
    /// <param name="options">The options; they are copied.</param>
    /// <exception cref="ArgumentException">Two options contradict each other, or the vocabulary is none.</exception>
    /// <exception cref="FileNotFoundException">There is no such vocabulary.</exception>
    public VideoTextScoringEstimator ScoreVideoText(VideoTextScoringOptions options) => new(Environment, options);

    /// <summary>Classifies videos by words alone, without any labelled video.</summary>
    /// <param name="model">A video-text model, trained or loaded; its weights are shared, not copied.</param>
    /// <param name="classNames">The classes, as words; null takes those of the <c>Label</c> column's key.</param>
    /// <exception cref="ArgumentException">There are fewer than two different names.</exception>
    public ZeroShotClassificationEstimator ZeroShotClassification(VideoTextTransformer model, IReadOnlyList<string>? classNames = null) =>
        ZeroShotClassification(model, new ZeroShotOptions { ClassNames = classNames });

    /// <summary>Classifies videos by words alone, with all options.</summary>
    /// <param name="model">A video-text model, trained or loaded; its weights are shared, not copied.</param>
    /// <param name="options">The options; they are copied.</param>
    /// <exception cref="ArgumentException">There are fewer than two different class names.</exception>
    public ZeroShotClassificationEstimator ZeroShotClassification(VideoTextTransformer model, ZeroShotOptions options) => new(Environment, model, options);

    /// <summary>Answers questions on videos with a finetuned question-answering model.</summary>
    /// <param name="checkpointPath">
    /// The weights: the authors' files finetuned for question answering, or what <see cref="VideoQuestionAnsweringTransformer.SaveCheckpoint"/> writes.
    /// </param>
    /// <param name="vocabularyPath">The word pieces: <c>vocab.txt</c> of bert-base-uncased for the published models.</param>
    /// <param name="answerListPath">File with the answers that questions are answered from: a JSON list of texts, or one a line.</param>
    /// <param name="model">Name of the model, see <see cref="VideoTextPresets"/>.</param>
    /// <param name="videoColumnName">Name of the video column, see <c>mlContext.Transforms.LoadVideos</c>.</param>
    /// <param name="questionColumnName">Name of the question column.</param>
    /// <param name="frames">Frames of a clip, as many as in training: 12 for the authors' files. Null: as many as the model's description says.</param>
    /// <exception cref="ArgumentException">There is no such model, or a file is not what it should be.</exception>
    /// <exception cref="FileNotFoundException">There is no such vocabulary or answer list.</exception>
    public VideoQuestionAnsweringScoringEstimator AnswerVideoQuestions(
        string checkpointPath,
        string vocabularyPath,
        string answerListPath,
        string model = "umt-vt-b16",
        string videoColumnName = "Video",
        string questionColumnName = "Question",
        int? frames = null) =>
        AnswerVideoQuestions(new VideoQuestionAnsweringScoringOptions
        {
            CheckpointPath = checkpointPath,
            VocabularyPath = vocabularyPath,
            AnswerListPath = answerListPath,
            Model = VideoTextPresets.Get(model),
            VideoColumnName = videoColumnName,
            QuestionColumnName = questionColumnName,
            Frames = frames,
        });

    /// <summary>Answers questions on videos with all options.</summary>
    /// <param name="options">The options; they are copied.</param>
    /// <exception cref="ArgumentException">Two options contradict each other, there are no answers, or a file is not what it should be.</exception>
    /// <exception cref="FileNotFoundException">There is no such vocabulary or answer list.</exception>
    public VideoQuestionAnsweringScoringEstimator AnswerVideoQuestions(VideoQuestionAnsweringScoringOptions options) => new(Environment, options);

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

        /// <summary>Trains a model that knows which words belong to which videos, with the authors' finetuning for searches.</summary>
        /// <param name="vocabularyPath">The word pieces of the text tower.</param>
        /// <param name="model">Name of the model, see <see cref="VideoTextPresets"/>.</param>
        /// <param name="checkpointPath">Weights to start from; null for random ones.</param>
        /// <param name="videoColumnName">Name of the video column, see <c>mlContext.Transforms.LoadVideos</c>.</param>
        /// <param name="captionColumnName">Name of the caption column.</param>
        /// <param name="epochs">Passes over the pairs.</param>
        /// <param name="workspaceFolder">Folder for training checkpoints, from which an interrupted training goes on; null for none.</param>
        /// <exception cref="ArgumentException">There is no such model, a name is empty, or the vocabulary is none.</exception>
        /// <exception cref="FileNotFoundException">There is no such vocabulary.</exception>
        public VideoTextTrainer VideoText(
            string vocabularyPath,
            string model = "umt-vt-b16",
            string? checkpointPath = null,
            string videoColumnName = "Video",
            string captionColumnName = "Caption",
            int epochs = 10,
            string? workspaceFolder = null) =>
            VideoText(new VideoTextOptions
            {
                VocabularyPath = vocabularyPath,
                Model = VideoTextPresets.Get(model),
                CheckpointPath = checkpointPath,
                VideoColumnName = videoColumnName,
                CaptionColumnName = captionColumnName,
                Epochs = epochs,
                WorkspaceFolder = workspaceFolder,
            });

        /// <summary>Trains a video-text model with all options.</summary>
        /// <param name="options">The options; they are copied.</param>
        /// <exception cref="ArgumentException">Two options contradict each other, or the vocabulary is none.</exception>
        /// <exception cref="FileNotFoundException">There is no such vocabulary.</exception>
        public VideoTextTrainer VideoText(VideoTextOptions options) => new(_environment, options);

        /// <summary>Trains a model that answers questions on videos.</summary>
        /// <param name="vocabularyPath">The word pieces of the text tower.</param>
        /// <param name="model">Name of the model, see <see cref="VideoTextPresets"/>.</param>
        /// <param name="checkpointPath">Weights to start from, such as the authors' stage-2 files; null for random ones.</param>
        /// <param name="videoColumnName">Name of the video column, see <c>mlContext.Transforms.LoadVideos</c>.</param>
        /// <param name="questionColumnName">Name of the question column.</param>
        /// <param name="answerColumnName">Name of the answer column.</param>
        /// <param name="answerListPath">File with the answers that questions are answered from; null for those of the data.</param>
        /// <param name="epochs">Passes over the questions.</param>
        /// <exception cref="ArgumentException">There is no such model, a name is empty, or a file is not what it should be.</exception>
        /// <exception cref="FileNotFoundException">There is no such vocabulary or answer list.</exception>
        public VideoQuestionAnsweringTrainer VideoQuestionAnswering(
            string vocabularyPath,
            string model = "umt-vt-b16",
            string? checkpointPath = null,
            string videoColumnName = "Video",
            string questionColumnName = "Question",
            string answerColumnName = "Answer",
            string? answerListPath = null,
            int epochs = 10) =>
            VideoQuestionAnswering(new VideoQuestionAnsweringOptions
            {
                VocabularyPath = vocabularyPath,
                Model = VideoTextPresets.Get(model),
                CheckpointPath = checkpointPath,
                VideoColumnName = videoColumnName,
                QuestionColumnName = questionColumnName,
                AnswerColumnName = answerColumnName,
                AnswerListPath = answerListPath,
                Epochs = epochs,
            });

        /// <summary>Trains a question-answering model with all options.</summary>
        /// <param name="options">The options; they are copied.</param>
        /// <exception cref="ArgumentException">Two options contradict each other, or a file is not what it should be.</exception>
        /// <exception cref="FileNotFoundException">There is no such vocabulary or answer list.</exception>
        public VideoQuestionAnsweringTrainer VideoQuestionAnswering(VideoQuestionAnsweringOptions options) => new(_environment, options);
    }
}
