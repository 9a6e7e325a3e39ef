#include "dunlin/cli.hpp"

int main(int argc, char** argv) { return dunlin::cli::run(argc, argv); }
