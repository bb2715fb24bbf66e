#include "judge/workspace.hpp"

#include <gtest/gtest.h>

#include "judge/errors.hpp"
#include "judge/files.hpp"
#include "one_answer.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

using WorkspaceTest = testing_tools::OneAnswerTest;

TEST_F(WorkspaceTest, HoldsACopyAndGoes) {
  fs::path folder;
  {
    const Workspace workspace(course_, exercise_, submission());
    folder = workspace.folder();
    ASSERT_EQ(workspace.files().size(), 1U);
    EXPECT_EQ(workspace.files()[0], folder / "twice.cpp");
    EXPECT_EQ(read_file(workspace.files()[0]), read_file(submission().files[0]));
    EXPECT_EQ(workspace.origin(workspace.files()[0]), "lessons/01-fixture/twice.cpp");
  }
  EXPECT_FALSE(fs::exists(folder));
}

TEST_F(WorkspaceTest, GoesWhenAnAnswerIsMissing) {
  fs::remove(submission().files[0]);
  EXPECT_THROW(Workspace(course_, exercise_, submission()), InputError);
  EXPECT_TRUE(fs::is_empty(course_.build() / "workspaces"));
}

// Another command's, on the same course, may have any number of a process: in a container they are
// counted anew.
TEST_F(WorkspaceTest, IsAbandonedOnlyWhenNobodyHoldsItsLock) {
  const Workspace workspace(course_, exercise_, submission());
  const fs::path abandoned = course_.build() / "workspaces/999999.0";
  write_file(abandoned / "answer.cpp", "");
  remove_abandoned_workspaces(course_);
  EXPECT_FALSE(fs::exists(abandoned));
  EXPECT_TRUE(fs::exists(workspace.files()[0]));
}

}  // namespace
}  // namespace interleave
